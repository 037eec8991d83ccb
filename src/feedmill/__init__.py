"""feedmill turns a folder of raw articles into a publication that people can subscribe to.

    seeds/ ──sow──▶ content/ ──read──▶ manuscripts ──promise, curate──▶ edition ──lay out──▶ outputs ──make──▶ feeds/

Reading order is the flow: start with `pipeline`.
"""

__version__ = "0.1.0"

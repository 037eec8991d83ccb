"""Values → bytes: one sibling a format, each with one function `render(subject) -> bytes`.

No sibling imports another, and each is imported only when a document of its kind has to be made.
"""

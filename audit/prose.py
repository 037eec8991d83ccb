"""What the sites in one language say: headlines and sentences as newspapers have them."""

HEADLINES = {
    "de": (
        "Der neue Kran hebt seine erste Last",
        "Warum die Möwen in diesem Herbst früher kommen",
        "Sturmflut: Der Pegel steigt bis Mitternacht auf 3,40 Meter",
        "Fähre",
        "Stadtrat streitet über die Hafenerweiterungsfinanzierungsvereinbarung",
        "„Wir haben den Winter unterschätzt“ – ein Gespräch mit der Lotsin Ada Example",
        "Was ein Container wiegt, und wer dafür bezahlt, wenn er ins Wasser fällt",
        (
            "Zwölf Schiffe, ein Kai und kein Platz: Wie der Hafen seit der Sperrung der Schleuse mit dem Stau vor der "
            "Einfahrt umgeht, und was die Reedereien nun von der Stadt verlangen"
        ),
    ),
    "en": (
        "The new crane lifts its first load",
        "Why the gulls come earlier this autumn",
        "Storm surge: the water will rise to 3.40 metres by midnight",
        "Ferry",
        "Council quarrels over the counterrevolutionary harbour-extension-financing agreement",
        "“We underestimated the winter”: a conversation with the pilot Ada Example",
        "What a container weighs, and who pays for it when it falls into the water",
        (
            "Twelve ships, one quay and no room: how the harbour has dealt with the queue at its entrance since "
            "the lock was closed, and what shipping companies now ask of the town"
        ),
    ),
    "ar": (
        "الرافعة الجديدة ترفع حمولتها الأولى",
        "لماذا تأتي النوارس مبكرا هذا الخريف؟",
        "عاصفة: الماء يرتفع إلى 3.40 أمتار قبل منتصف الليل",
        "العبّارة",
        "المجلس البلدي يختلف على اتفاق تمويل توسعة الميناء (Hafen 2030)",
        "«لقد استهنا بالشتاء»: حديث مع مرشدة السفن سارة علي",
        "كم تزن الحاوية، ومن يدفع ثمنها حين تسقط في الماء؟",
        (
            "اثنتا عشرة سفينة ورصيف واحد ولا مكان: كيف يتعامل الميناء مع الازدحام عند مدخله منذ إغلاق الهويس، وما الذي "
            "تطلبه شركات الملاحة الآن من المدينة"
        ),
    ),
}

SENTENCES = {
    "de": (
        "Um kurz nach sechs hing die erste Kiste am Haken, und auf dem Kai wurde es still.",
        "Der Kran ist 54 Meter hoch und kann 40 Tonnen heben, doppelt so viel wie sein Vorgänger.",
        "Bezahlt haben ihn das Land und die Hafengesellschaft, jeder zur Hälfte.",
        "„Es hat länger gedauert, als wir dachten“, sagte die Hafenmeisterin.",
        "Die Fischer sehen das anders.",
        "Sie fürchten, dass größere Schiffe bald auch in den alten Teil des Hafens kommen, in dem ihre Boote liegen.",
        "Darüber wird der Rat am 3. Oktober entscheiden.",
        "Bis dahin bleibt die Einfahrt in der Nacht gesperrt, wie eine Sprecherin am Donnerstag mitteilte.",
    ),
    "en": (
        "Shortly after six the first crate hung from the hook, and the quay fell silent.",
        "The crane is 54 metres tall and can lift 40 tonnes, twice as much as the one before it.",
        "The state and the harbour company paid for it, half each.",
        "“It took longer than we thought,” the harbour master said.",
        "Fishermen see that differently.",
        "They fear that larger ships will soon come into the old part of the harbour, where their boats lie.",
        "The council will decide on 3 October.",
        "Until then the entrance stays closed at night, as a spokeswoman said on Thursday.",
    ),
    "ar": (
        "بعد السادسة بقليل تعلق أول صندوق بالخطاف، وساد الصمت على الرصيف.",
        "يبلغ ارتفاع الرافعة 54 مترا، وهي ترفع 40 طنا، أي ضعف ما كانت ترفعه سابقتها.",
        "دفعت ثمنها الدولة وشركة الميناء مناصفة.",
        "قالت مديرة الميناء: «استغرق الأمر وقتا أطول مما ظننا».",
        "أما الصيادون فلهم رأي آخر.",
        "إنهم يخشون أن تدخل السفن الكبيرة قريبا إلى الجزء القديم من الميناء حيث ترسو قواربهم.",
        "وسيقرر المجلس ذلك في 3 أكتوبر.",
        "وحتى ذلك الحين يبقى المدخل مغلقا ليلا، كما قالت متحدثة يوم الخميس.",
    ),
}

POINTS = {
    "de": ("Das Wichtigste", "Was der Kran kann", "Was noch fehlt"),
    "en": ("Key points", "What the crane can do", "What is missing"),
    "ar": ("أهم النقاط", "ماذا تستطيع الرافعة", "ما الذي ينقص"),
}

ALT = {"de": "Abendlicht über dem Hafen", "en": "Evening light over the harbour", "ar": "ضوء المساء فوق الميناء"}

CORRECTION = {
    "de": "In einer früheren Fassung stand, der Kran sei 45 Meter hoch. Es sind 54.",
    "en": "An earlier version said that the crane was 45 metres tall. It is 54.",
    "ar": "ذكرت نسخة سابقة أن ارتفاع الرافعة 45 مترا، والصحيح 54.",
}
"""Beside it the reason for which an article was withdrawn, which is a sentence of the same kind."""

"""Audits made by hand for the report's tests. Every sentence here was written for them."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sourcecheck.model import (
    Article,
    Audit,
    Block,
    BlockKind,
    Candidate,
    Capture,
    Citation,
    CitationKind,
    Classification,
    Field,
    Finding,
    Line,
    Link,
    LinkFlag,
    LinkState,
    Mark,
    MatchStatus,
    Metric,
    NamedSource,
    Note,
    Observation,
    Provenance,
    Severity,
    Source,
    SourceLine,
    Span,
    VagueSource,
    Verdict,
    WebSource,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ONLINE = Provenance(tool="sourcecheck 0.1.0", data="5f" * 32, audited_at=NOON, offline=False)
OFFLINE = Provenance(
    tool="sourcecheck 0.1.0",
    data="5f" * 32,
    audited_at=NOON,
    offline=True,
    why_offline="this machine is offline",
)


@dataclass
class Maker:
    """Builds an audit paragraph by paragraph; marks are written ``[1]`` in the text."""

    language: str = "en"
    title: str = "A title"
    byline: str = ""
    provenance: Provenance = ONLINE
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def block(self, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Span:
        span = Span(len(self.text), len(self.text) + len(text))
        self.text += text + "\n\n"
        self.blocks.append(Block(span=span, kind=kind))
        if kind is BlockKind.PARAGRAPH:
            for found in re.finditer(r"\[(\d+)\]", text):
                where = Span(span.start + found.start(), span.start + found.end())
                self.marks.append(Mark(span=where, labels=(found.group(1),), rule="bracket"))
        return span

    def span(self, words: str) -> Span:
        start = self.text.index(words)
        return Span(start, start + len(words))

    def note(self, label: str, printed: str, kept: SourceLine, **more) -> Citation:
        span = self.block(f"[{label}] {printed}", BlockKind.NOTE)
        content = Span(span.start + len(label) + 3, span.end)
        self.notes.append(Note(span=span, label=label, content=content, rule="bracket"))
        citation = Citation(
            id=f"c{len(self.lines) + 1}",
            kind=CitationKind.NOTE,
            sources=(kept.source,),
            label=label,
            marks=tuple(mark.span for mark in self.marks if label in mark.labels),
            note=span,
            **more,
        )
        self.lines.append(Line(citation=citation, sources=(kept,)))
        return citation

    def voice(self, words: str, kept: SourceLine, **more) -> Citation:
        vague = isinstance(kept.source, VagueSource)
        citation = Citation(
            id=f"c{len(self.lines) + 1}",
            kind=CitationKind.VAGUE if vague else CitationKind.ATTRIBUTION,
            sources=(kept.source,),
            mention=self.span(words),
            **more,
        )
        self.lines.append(Line(citation=citation, sources=(kept,)))
        return citation

    def find(
        self,
        code: str,
        severity: Severity,
        *args: str,
        words: str = "",
        citation: str = "",
        because: tuple[str, ...] = (),
    ) -> None:
        span = self.span(words) if words else None
        self.findings.append(
            Finding(
                code=code,
                severity=severity,
                span=span,
                args=args,
                because=because,
                citation=citation,
            )
        )

    def audit(self, metrics: dict[str, Metric] | None = None, origin: str = "article.txt") -> Audit:
        article = Article(
            origin=origin,
            media_type="text/plain",
            sha256="9e" * 32,
            language=self.language,
            text=self.text,
            title=Field(value=self.title) if self.title else None,
            byline=Field(value=self.byline) if self.byline else None,
            blocks=tuple(self.blocks),
            marks=tuple(self.marks),
            notes=tuple(self.notes),
        )
        return Audit(
            article=article,
            lines=tuple(self.lines),
            findings=tuple(self.findings),
            metrics=metrics or {},
            provenance=self.provenance,
        )


def outlet(
    name: str, country: str = "", ownership: str = "private", host: str = "", **more
) -> Classification:
    return Classification(
        status=more.pop("status", MatchStatus.MATCH),
        id=host or name.lower().replace(" ", "-"),
        name=name,
        country=country,
        ownership=ownership,
        kind="news",
        confidence=0.9,
        because=(f"host {host} is listed as {name} (outlets/test.csv:7)",) if host else (),
        **more,
    )


def web(  # noqa: PLR0913  one argument for each thing a test varies
    url: str,
    state: LinkState | None = LinkState.ALIVE,
    who: Classification | None = None,
    *,
    status: int | None = 200,
    kept: bool = True,
    confirmed: bool = False,
    flags: tuple[LinkFlag, ...] = (),
    language: str = "",
    because: tuple[str, ...] = (),
) -> SourceLine:
    source = WebSource(printed=url, link=Link(printed=url, url=url, canonical=url, flags=flags))
    observation = Observation(
        url=url,
        at=NOON,
        final_url=url,
        status=status,
        headers=(("content-language", language),) if language else (),
    )
    looked = state is not None and state.group != "unchecked"
    return SourceLine(
        source=source,
        outlet=who,
        observation=observation if looked else None,
        verdict=Verdict(url=url, state=state, rule="test", because=because, confirmed=confirmed)
        if state
        else None,
        capture=Capture(
            url=url, captured_at=NOON, file="a.warc.gz", record_id="<urn:uuid:1>", sha256="ab" * 32
        )
        if kept and looked
        else None,
    )


def named(name: str, who: Classification | None = None) -> SourceLine:
    return SourceLine(source=NamedSource(printed=name, name=name), outlet=who)


def vague(maker: Maker, words: str) -> SourceLine:
    return SourceLine(source=VagueSource(printed=words, span=maker.span(words)))


def plain(source: Source) -> SourceLine:
    return SourceLine(source=source)


def arabic(provenance: Provenance = ONLINE) -> Audit:
    """A report on a port: bracket notes, a cut address, a short link, vague voices."""
    made = Maker(
        language="ar",
        title="ميناء الفاو الكبير وسباق الممرات بين الخليج والمتوسط",
        byline="سلمى الحداد",
        provenance=provenance,
    )
    made.block(
        "منذ أن وُضع حجر الأساس لميناء الفاو الكبير في أقصى جنوب العراق، تحوّل المشروع من حلم هندسي "
        "إلى ورقة في حسابات دول المنطقة، إذ يَعِد بنقل البضائع من مياه الخليج إلى الحدود التركية عبر "
        "طريق بري وسكة حديد يتجاوز طولهما ألفًا ومئتي كيلومتر."
    )
    made.block(
        "وأعلنت الشركة العامة للموانئ أن كاسر الأمواج الغربي أُنجز بالكامل، وأن الأرصفة الخمسة الأولى "
        "ستُسلَّم قبل نهاية العام [1]. وفي السياق نفسه نقلت وكالة الأناضول عن مسؤول تركي قوله إن الربط "
        "السككي «سيختصر زمن الشحن إلى النصف» [2]، وهو تقدير تكرر في أكثر من مناسبة رسمية."
    )
    made.block("حسابات الجوار", BlockKind.HEADING)
    made.block(
        "في المقابل ترى طهران أن أي ممر لا يمر عبر موانئها يبقى ناقصًا، وقد تحدث تقرير نشرته صحيفة "
        "روسية متخصصة في النقل عن منافسة هادئة بين مشروعين متوازيين [3]. ويعتقد كثير من الخبراء أن "
        "الكلفة المعلنة أقل بكثير من الكلفة الفعلية."
    )
    made.block(
        "وتبلغ نسبة البضائع التي يمكن أن تتحول إلى الطريق الجديد نحو 35% من تجارة الممر، فيما تتوقع "
        "مصادر مطلعة أن تتأخر المرحلة الثانية عامين على الأقل بسبب خلافات التمويل."
    )
    made.block(
        "أما الدوحة فقد وقّعت مذكرة تفاهم للمساهمة في تمويل الطريق، بحسب ما أوردته قناة الجزيرة [4]، "
        "بينما لم يُعلَن حتى الآن عن أي التزام مالي ملزم. وقال الباحث في شؤون النقل عمر الراوي إن "
        "المذكرات «تُقاس بما يُصرف لا بما يُوقَّع»."
    )
    made.block(
        "ويبقى السؤال الأهم مرتبطًا بالعمق الملاحي وقدرة القناة على استقبال السفن العملاقة، وهو ما "
        "تناولته دراسة هندسية أوروبية قبل سنوات [5]."
    )
    made.block("المصادر", BlockKind.NOTE_HEADING)
    made.note(
        "1",
        "https://www.alsabaah.example/iraq/al-faw-breakwater-2026-in",
        web(
            "https://www.alsabaah.example/iraq/al-faw-breakwater-2026-in",
            LinkState.ALIVE,
            outlet("Al-Sabaah", "IQ", "state", "alsabaah.example"),
            language="ar",
        ),
    )
    made.note(
        "2",
        "https://www.aa.example/tr/ekonomi/kalkinma-yolu-demiryolu?utm_source=telegram",
        web(
            "https://www.aa.example/tr/ekonomi/kalkinma-yolu-demiryolu?utm_source=telegram",
            LinkState.BLOCKED,
            outlet("Anadolu Agency", "TR", "state", "aa.example"),
            status=403,
            flags=(LinkFlag.TRACKING,),
            because=("answer 403 with the page of a bot wall", "a copy of 2026-11-02 is kept"),
        ),
    )
    made.note(
        "3",
        "https://gudok.example/news/mezhdunarodnyy-koridor-persidskiy-zaliv-",
        web(
            "https://gudok.example/news/mezhdunarodnyy-koridor-persidskiy-zaliv-",
            LinkState.NOT_FOUND,
            outlet("Gudok", "RU", "state", "gudok.example"),
            status=404,
            kept=False,
            flags=(LinkFlag.TRUNCATED,),
            because=("answer 404", "first seen missing today"),
        ),
    )
    made.note(
        "4",
        "الجزيرة نت",
        named("الجزيرة نت", outlet("Al Jazeera", "QA", "public")),
    )
    made.note(
        "5",
        "https://doi.example/10.1234/port.2019.17",
        web(
            "https://doi.example/10.1234/port.2019.17",
            LinkState.MOVED,
            outlet("Delft Port Studies", "NL", "private", "doi.example"),
            status=200,
            language="en",
        ),
    )
    made.voice("ويعتقد كثير من الخبراء", vague(made, "كثير من الخبراء"))
    made.voice("مصادر مطلعة", vague(made, "مصادر مطلعة"))
    made.voice("وقال الباحث في شؤون النقل عمر الراوي", named("عمر الراوي"))
    made.voice(
        "وأعلنت الشركة العامة للموانئ",
        named("الشركة العامة للموانئ", outlet("General Company for Ports of Iraq", "IQ", "state")),
    )
    made.find("SC301", Severity.ERROR, "3", "zaliv-", citation="c3")
    made.find("SC201", Severity.WARNING, "كثير من الخبراء", words="كثير من الخبراء")
    made.find("SC201", Severity.WARNING, "مصادر مطلعة", words="مصادر مطلعة")
    made.find("SC202", Severity.WARNING, "35%", words="35%")
    made.find("SC302", Severity.INFO, "2", "utm_source", citation="c2")
    made.find("SC306", Severity.INFO, "4", "الجزيرة نت", citation="c4")
    return made.audit(
        metrics={
            "cited_paragraphs_strict": Metric(k=4, n=6, value=4 / 6),
            "state_linked": Metric(k=3, n=5, unknown=1, value=0.6),
        },
        origin="articles/al-faw.txt",
    )


def offline() -> Audit:
    """The same article on a machine without a network: nothing was looked at."""
    found = arabic(OFFLINE)
    lines = tuple(
        Line(
            citation=line.citation,
            sources=tuple(
                SourceLine(
                    source=kept.source,
                    outlet=kept.outlet,
                    verdict=Verdict(url=kept.source.link.url, state=LinkState.OFFLINE, rule="asked")
                    if isinstance(kept.source, WebSource)
                    else None,
                )
                for kept in line.sources
            ),
        )
        for line in found.lines
    )
    return Audit(
        article=found.article,
        lines=lines,
        findings=found.findings,
        metrics=found.metrics,
        provenance=OFFLINE,
    )


def english() -> Audit:
    """A museum's accounts, in English, all well."""
    made = Maker(language="en", title="Who paid for the harbour museum?", byline="Nora Field")
    made.block(
        "The harbour museum of Eastmouth opened its new wing in May. According to the town's "
        "budget office the building cost 14 million crowns [1], a third of it from the region."
    )
    made.block(
        "The director, Ines Valdor, said the wing would pay for itself within six years. A study "
        "by the regional institute of statistics puts the figure at eleven [2]."
    )
    made.note(
        "1",
        "https://budget.eastmouth.example/2026/museum",
        web(
            "https://budget.eastmouth.example/2026/museum",
            LinkState.ALIVE,
            outlet("Eastmouth Budget Office", "GB", "state", "eastmouth.example"),
        ),
    )
    made.note(
        "2",
        "https://stat.example/papers/museum-returns",
        web(
            "https://stat.example/papers/museum-returns",
            LinkState.ALIVE,
            outlet("Institute of Statistics", "GB", "public", "stat.example"),
            kept=False,
        ),
    )
    made.voice("The director, Ines Valdor, said", named("Ines Valdor"))
    return made.audit(origin="museum.md")


def persian() -> Audit:
    made = Maker(language="fa", title="آب دریاچه از کجا خواهد آمد؟", byline="مهسا رستگار")
    made.block(
        "طرح انتقال آب به دریاچهٔ شمالی سال‌هاست که روی میز مانده است. سازمان آب منطقه‌ای می‌گوید "
        "مرحلهٔ نخست تا بهار آینده به پایان می‌رسد [1]."
    )
    made.block("برخی کارشناسان می‌گویند هزینهٔ واقعی دو برابر رقم اعلام‌شده است.")
    made.block("خبرگزاری ایسنا نیز گزارش داد که کارگاه‌ها از پاییز تعطیل بوده‌اند [2].")
    made.note(
        "1",
        "https://water.example/fa/news/4411",
        web(
            "https://water.example/fa/news/4411",
            LinkState.GEO_BLOCKED,
            outlet("Regional Water Company", "IR", "state", "water.example"),
            status=403,
        ),
    )
    made.note("2", "ایسنا", named("ایسنا", outlet("ISNA", "IR", "public")))
    made.voice("برخی کارشناسان می‌گویند", vague(made, "برخی کارشناسان"))
    made.find("SC201", Severity.WARNING, "برخی کارشناسان", words="برخی کارشناسان")
    return made.audit(origin="lake.txt")


def russian() -> Audit:
    made = Maker(language="ru", title="Зерно пойдёт по новой дороге", byline="Анна Климова")
    made.block(
        "Новый терминал в порту Белоречье примет первые вагоны в марте, сообщила администрация "
        "порта [1]. По данным отраслевого союза, мощность составит два миллиона тонн в год [2]."
    )
    made.block("Источники на рынке полагают, что тарифы вырастут на 12 %.")
    made.note(
        "1",
        "https://port.example/novosti/118",
        web(
            "https://port.example/novosti/118",
            LinkState.NOT_FOUND,
            outlet("Порт Белоречье", "RU", "state", "port.example"),
            status=404,
            confirmed=True,
            kept=False,
        ),
    )
    made.note(
        "2",
        "https://zerno.example/obzor",
        web(
            "https://zerno.example/obzor",
            LinkState.TIMEOUT,
            outlet("Зерновой союз", "RU", "private", "zerno.example"),
            status=None,
        ),
    )
    made.voice("Источники на рынке полагают", vague(made, "Источники на рынке"))
    made.find("SC201", Severity.WARNING, "Источники на рынке", words="Источники на рынке")
    made.find("SC202", Severity.WARNING, "12 %", words="12 %")
    return made.audit(origin="zerno.html")


def turkish() -> Audit:
    made = Maker(language="tr", title="İskele ne zaman açılacak?", byline="Işıl Güneş")
    made.block("Belediye, iskelenin ilkbaharda hizmete gireceğini duyurdu [1].")
    made.block("Bazı uzmanlar ise tarihin gerçekçi olmadığını düşünüyor.")
    made.note(
        "1",
        "https://belediye.example/duyuru/iskele",
        web(
            "https://belediye.example/duyuru/iskele",
            LinkState.SOFT_404,
            outlet("Belediye", "TR", "state", "belediye.example"),
        ),
    )
    made.voice("Bazı uzmanlar", vague(made, "Bazı uzmanlar"))
    return made.audit(origin="iskele.txt")


def all_states() -> Audit:
    """One note for every link state, confirmed where dead can be."""
    made = Maker(title="Every state a link can be in")
    for number, _ in enumerate(LinkState, start=1):
        made.block(f"Statement number {number} rests on its own note [{number}].")
    for number, state in enumerate(LinkState, start=1):
        url = f"https://host{number}.example/{state}"
        kept = web(url, state, outlet(f"Outlet {number}", "GB"), confirmed=number % 2 == 0)
        made.note(str(number), url, kept)
    return made.audit(origin="states.txt")


def empty() -> Audit:
    """An article that cites nothing at all."""
    made = Maker(language="ar", title="يوميات بحّار", byline="")
    made.block("استيقظ البحّار قبل الفجر ونظر إلى الأفق طويلًا ثم أدار المحرك ومضى.")
    made.block("كان البحر ساكنًا كصفحة من زجاج.")
    return made.audit(origin="diary.txt")


def nothing_read() -> Audit:
    """A document in which no text was found."""
    return Maker(language="und", title="").audit(origin="blank.html")


def hostile() -> Audit:
    """Strings that try to leave their place."""
    made = Maker(
        language="en",
        title='<script>alert("t")</script> \u202egnp.exe "><img src=x onerror=alert(1)>',
        byline="</title><script>alert(2)</script>",
    )
    made.block('He wrote <b onclick="alert(3)">this</b> &amp; "that" [1] [2] and {{ 7 * 7 }} [3].')
    made.block("A word \u2066isolated\u2069 and a bell \x07 ring.")
    made.note(
        "1",
        "javascript:alert(document.domain)",
        web("javascript:alert(document.domain)", LinkState.UNSUPPORTED_SCHEME),
    )
    made.note(
        "2",
        "https://evil.example/\u202ecod.exe",
        web(
            "https://evil.example/\u202ecod.exe",
            LinkState.ALIVE,
            outlet("</td><script>alert(4)</script>", "GB", host='"><i>'),
            because=("<img src=x onerror=alert(5)>",),
        ),
    )
    made.note("3", "data:text/html,<script>alert(6)</script>", named("*bold* {0} <u>name</u>"))
    made.find("SC201", Severity.WARNING, "<script>alert(7)</script>", words='"that"')
    return made.audit(origin='"><script>alert(8)</script>.txt')


def linked() -> Audit:
    """A page whose sources are links in the text, one of them a very long bare address."""
    made = Maker(language="en", title="Links in the text")
    long = "https://www.lighthouse.example/" + "very-long-path-without-a-break/" * 4 + "data.csv"
    made.block(f"The tables are at {long}, and the board published its minutes on Monday.")
    for words, url in ((long, long), ("published its minutes", "https://board.example/m.pdf")):
        kept = web(url, LinkState.ALIVE, outlet("Lighthouse Board", "NO", host="board.example"))
        source = dataclasses.replace(kept.source, span=made.span(words))
        citation = Citation(
            id=f"c{len(made.lines) + 1}", kind=CitationKind.HYPERLINK, sources=(source,)
        )
        made.lines.append(
            Line(citation=citation, sources=(dataclasses.replace(kept, source=source),))
        )
    made.find("SC302", Severity.INFO, "c2", "utm_source", citation="c2")
    return made.audit(origin="links.md")


def ambiguous() -> Audit:
    """Notes that are only names; one of them fits several outlets."""
    made = Maker(language="ar", title="حواشٍ بلا روابط")
    made.block("نقلت الصحف الخبر نفسه بصيغ متقاربة [1] [2].")
    options = (
        Candidate(id="a", name="El Khabar", country="DZ"),
        Candidate(id="b", name="Al-Khabar", country="LB"),
    )
    fuzzy = outlet("", "", "", status=MatchStatus.AMBIGUOUS, candidates=options)
    made.note("1", "الخبر", named("الخبر", fuzzy))
    made.note(
        "2",
        "صحيفة غير معروفة",
        named("صحيفة غير معروفة", Classification(status=MatchStatus.UNKNOWN)),
    )
    return made.audit(origin="names.txt")


def large(count: int = 500) -> Audit:
    """As many citations as one page is meant to carry."""
    made = Maker(title="A long report", language="en")
    countries = ("GB", "US", "RU", "TR", "IQ", "IR", "QA", "FR", "DE", "AZ", "UA", "EG")
    states = (LinkState.ALIVE, LinkState.BLOCKED, LinkState.NOT_FOUND, LinkState.MOVED)
    for number in range(1, count + 1):
        made.block(f"Sentence {number} of this long report is supported by a note [{number}].")
    for number in range(1, count + 1):
        code = countries[number % len(countries)]
        url = f"https://site{number % 60}.example/a/{number}"
        who = outlet(f"Site {number % 60}", code, host=f"site{number % 60}.example")
        made.note(str(number), url, web(url, states[number % 4], who))
        made.find("SC302", Severity.INFO, str(number), "utm_source", citation=f"c{number}")
    return made.audit(origin="long.txt")

"""Fields that take one of a few fixed words, and what each word means."""

CHOICES: dict[str, dict[str, str]] = {
    "effect": {
        "advances": "moves the deal on",
        "pauses": "holds the deal for as long as it is the latest stage",
        "ends": "ends the deal; stages that come later start anew",
    },
    "confidence": {
        "high": "an official or primary source, or two good independent ones, and no open conflict on the main fact",
        "medium": "one good source, or several that depend on each other or differ on a detail",
        "low": "a copy on a forum, one partisan or anonymous source, or a date or identity that is inferred",
    },
    "verdict": {
        "supported": "independent sources back the whole claim",
        "partly-supported": "part of it is backed, or all of it within limits that it does not name",
        "disputed": "sources contradict it, or each other about it",
        "outdated": "it was right once and is no longer",
        "opinion": "a judgement that no source can settle",
    },
    "author-kind": {
        "person": "somebody, whose family name reference lists sort by",
        "body": "an agency, office, firm or newspaper, whose name is never turned round",
    },
    "source-kind": {
        "official": "a government, parliament, armed force or international body speaking for itself",
        "archive": "documents since published, such as Foreign Relations of the United States",
        "leaked": "papers published without their author's leave, such as the cables on WikiLeaks",
        "scholarly": "a book, journal article or thesis",
        "think-tank": "a research institute's paper",
        "trade-press": "a defence or industry magazine or site",
        "news-agency": "a news agency",
        "news": "a newspaper, magazine or broadcaster",
        "company": "a firm speaking for itself",
        "reference": "an encyclopedia, handbook or database",
        "commentary": "an opinion piece",
        "blog": "a personal site",
        "forum": "a discussion board, also where it copies a newspaper",
    },
}

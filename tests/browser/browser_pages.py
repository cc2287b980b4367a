"""The reports that the browser looks at: name, who makes it, language asked for."""

import factories

PAGES = {
    "ar": (factories.arabic, ""),
    "ar-en": (factories.arabic, "en"),
    "en": (factories.english, ""),
    "fa": (factories.persian, ""),
    "ru": (factories.russian, ""),
    "tr": (factories.turkish, ""),
    "offline": (factories.offline, ""),
    "states": (factories.all_states, ""),
    "empty": (factories.empty, ""),
    "blank": (factories.nothing_read, ""),
    "hostile": (factories.hostile, ""),
    "links": (factories.linked, ""),
    "names": (factories.ambiguous, ""),
}

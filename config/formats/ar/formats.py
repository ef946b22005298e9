"""How dates and numbers of the desk are written in Arabic, where Django's own has gaps.

The clock has 24 hours, as in the reading room, and decimals have a point, as in the Arabic press.
"""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATE_FORMAT = "j/n/Y"
SHORT_DATETIME_FORMAT = "j/n/Y H:i"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","

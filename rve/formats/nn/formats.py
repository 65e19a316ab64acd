"""Dates as people type and read them: 15. apr. 2026, 15.04.2026 or 2026-04-15; comma in decimals."""

DATE_FORMAT = "j. M Y"
SHORT_DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = "j. M Y H.i"
TIME_FORMAT = "H.i"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d%m%Y", "%d/%m/%Y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H.%M"]

"""Arabic numbers as CLDR writes them beside Western digits; Django's formats have a decimal comma and no thousands."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

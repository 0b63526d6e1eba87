"""Persian numbers; Django's formats have the marks and no thousands."""

NUMBER_GROUPING = 3

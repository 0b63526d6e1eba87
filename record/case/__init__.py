"""The demonstration case: real claims of February 2024, loaded as people would have worked."""

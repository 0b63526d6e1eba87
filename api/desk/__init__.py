"""The write side: programs work at the desk with a token, by the same actions as people."""

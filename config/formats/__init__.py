"""How numbers look in a language, where Django's own formats would do readers a disservice."""

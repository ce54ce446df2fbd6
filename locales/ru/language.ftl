# The name of this language, as its readers call it.
language-name = Русский

"""How right the answers are: the questions of data/eval put to the running product."""

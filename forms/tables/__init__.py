"""Table fields: rows by chat. Reading rows, the commands that change them, the questions asked."""

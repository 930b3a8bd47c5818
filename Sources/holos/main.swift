print("holos")

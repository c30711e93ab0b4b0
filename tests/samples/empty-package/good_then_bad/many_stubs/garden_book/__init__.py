print("hello from a sample")

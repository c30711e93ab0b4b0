def plant(kind):
    pass

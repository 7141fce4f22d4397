"""The counter: what an office does face to face with people who petition.

Officers write a petition down for somebody, and tell the answer to who asked for it; a custodian
one level up opens who sent it, on a reason that the sender reads, and replaces a lost code. Only
this slice's pages show an identity.
"""

"""Addresses that must not be fetched from, by class, and those that must: what each leads to is said by a resolver."""

PUBLIC = "93.184.215.14"
PUBLIC_6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

# Spellings of loopback that some parser, or some resolver, understands.
LOOPBACK = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://00000177.0.0.1/",
    "http://127.0.0.1./",
    "http://127.8.9.10/",
    "http://0.0.0.0/",
    "http://0/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://127.0.0.1%00.example.com/",
    "http://4294967296/",
    "http://127.0.0.256/",
]

SPECIAL = [
    *(f"http://{ip}/" for ip in ("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1")),
    *(
        f"http://{ip}/"
        for ip in ("100.64.0.1", "100.127.255.255", "169.254.1.1", "192.0.0.1", "192.0.0.9", "192.0.2.1")
    ),
    *(f"http://{ip}/" for ip in ("192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1")),
    *(f"http://{ip}/" for ip in ("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "0.1.2.3")),
    *(
        f"http://[{ip}]/"
        for ip in ("fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1")
    ),
    *(f"http://[{ip}]/" for ip in ("100::1", "5f00::1", "3fff::1", "2001::1", "2001:10::1", "2001:20::1", "1::1")),
]

METADATA = [
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.169.254./",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://0251.0376.0251.0376/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fd00:ec2::254]/",
    "http://168.63.129.16/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://169.254.170.2/",
    "http://[fe80::a9fe:a9fe]/",
]

CARRIERS = [
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[::ffff:10.0.0.1]/",
]

STRANGE_LETTERS = [
    "http://１２７.０.０.１/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://127．0．0．1/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://%31%32%37.0.0.1/",
    "http://%6c%6f%63%61%6c%68%6f%73%74/",
    "http://127.0.0.1\u200b/",
    "http://ex\u00adample.com/",
    "http://example.com\u2028.evil/",
    "http://١٢٧.٠.٠.١/",
    "http://℀.com/",
    "http://example\u3002com\u202e/",
]

PARSERS = [
    "http://public.example@127.0.0.1/",
    "http://127.0.0.1@public.example/",
    "http://user:word@public.example/",
    "http://@public.example/",
    "http://:@public.example/",
    "http://public.example\\@127.0.0.1/",
    "http://127.0.0.1\\@public.example/",
    "http://public.example#@127.0.0.1:22/x y",
    "http://public.example\t.evil/",
    "http://public.example\n/",
    "http://public.example\r\nHost: inside/",
    "http://public.example\0.evil/",
    "http:///127.0.0.1/",
    "http:127.0.0.1/",
    "http:/127.0.0.1/",
    "http://[::1/",
    "http://::1/",
    "http://[127.0.0.1]/",
    "http://[::1]public.example/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1%eth0]/",
    "http://public.example:80:22/",
    "http://public.example:/\\inside",
    "http://public.example:８０/",
    "http://public .example/",
    "http://.example/",
    "http://a..b.example/",
    "http://-dash.example/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 127 + "example/",
    "http://",
    "http://?",
    "http://#",
    "//public.example/",
    "public.example",
    "",
    "https://" + "a" * 2000,
    "http://{public}.example/",
    "http://public.example,inside/",
    "http://public.example;inside/",
    "http://pub<lic.example/",
]

SCHEMES = [
    "file:///etc/passwd",
    "ftp://public.example/",
    "gopher://127.0.0.1:6379/_x",
    "dict://127.0.0.1:11211/",
    "ldap://public.example/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "jar:http://public.example!/",
    "ws://public.example/",
    "unix:///run/server.sock",
    "http+unix://%2Frun/",
    "view-source:http://public.example/",
    "about:blank",
    "mailto:ana@public.example",
    "HTTPX://public.example/",
    "tftp://public.example/",
]

PORTS = [
    "http://public.example:22/",
    "http://public.example:0/",
    "http://public.example:6379/",
    "https://public.example:8443/",
    "http://public.example:65536/",
    "http://public.example:-80/",
    "http://public.example:99999999999/",
    "http://public.example:+80/",
]

# A name and what the resolver says of it.
ANSWERS = {
    "inside.example": ["10.0.0.5"],
    "mixed.example": [PUBLIC, "10.0.0.5"],
    "mixed-last.example": [PUBLIC, PUBLIC_6, "::1"],
    "mixed-six.example": ["fd00::1", PUBLIC],
    "mapped.example": ["::ffff:10.0.0.1"],
    "nat64.example": ["64:ff9b::a00:1"],
    "zone.example": ["fe80::1%eth0"],
    "empty.example": [],
    "huge.example": [f"93.184.{number // 200}.{number % 200 + 1}" for number in range(400)],
    "nonsense.example": ["not an address"],
    "metadata.google.internal": ["169.254.169.254"],
    "localtest.example": ["127.0.0.1"],
    "intranet": ["192.168.1.1"],
    "xn--inside-example": ["172.20.0.1"],
    "localhost": ["127.0.0.1"],
    "public.example": [PUBLIC],
}
BY_NAME = [f"http://{name}/" for name in ANSWERS if name not in {"public.example", "localhost"}]

CLASSES = {
    "loopback": LOOPBACK,
    "special": SPECIAL,
    "metadata": METADATA,
    "carriers": CARRIERS,
    "letters": STRANGE_LETTERS,
    "parsers": PARSERS,
    "schemes": SCHEMES,
    "ports": PORTS,
    "names": BY_NAME,
}
HOSTILE = [(kind, address) for kind, addresses in CLASSES.items() for address in addresses]

# Address, host that is looked up, what it answers, and the server that is connected to first.
FRIENDLY = [
    ("http://public.example/", "public.example", [PUBLIC], (PUBLIC, 80)),
    ("https://public.example/", "public.example", [PUBLIC], (PUBLIC, 443)),
    ("https://public.example:443/x", "public.example", [PUBLIC], (PUBLIC, 443)),
    ("http://public.example:80/x", "public.example", [PUBLIC], (PUBLIC, 80)),
    ("http://public.example:443/x", "public.example", [PUBLIC], (PUBLIC, 443)),
    ("HTTPS://PUBLIC.example/x", "public.example", [PUBLIC], (PUBLIC, 443)),
    ("https://public.example./x", "public.example", [PUBLIC], (PUBLIC, 443)),
    ("https://bücher.example/x", "xn--bcher-kva.example", [PUBLIC], (PUBLIC, 443)),
    ("https://xn--bcher-kva.example/x", "xn--bcher-kva.example", [PUBLIC], (PUBLIC, 443)),
    ("https://public.example/é?q=a b".replace(" ", "+"), "public.example", [PUBLIC_6], (PUBLIC_6, 443)),
    ("https://public.example/x#part", "public.example", [PUBLIC, PUBLIC_6], (PUBLIC, 443)),
    (f"http://{PUBLIC}/", PUBLIC, [PUBLIC], (PUBLIC, 80)),
    (f"http://[{PUBLIC_6}]/", PUBLIC_6, [PUBLIC_6], (PUBLIC_6, 80)),
    ("  https://under_score.public.example/x  ", "under_score.public.example", [PUBLIC], (PUBLIC, 443)),
    ("https://例え.example/x", "xn--r8jz45g.example", [PUBLIC], (PUBLIC, 443)),
]

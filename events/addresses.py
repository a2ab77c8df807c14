"""One spelling for one page: addresses without trackers and fragment.

Two addresses with one canonical spelling are taken for one page, and the second is refused, so this errs on the side
of two: a parameter goes only if it is known to say who led a reader there. `session`, `ref` and `source` name pages
too (a parliament's sessions, a branch of code), and stay.
"""

import re
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

import idna

LONGEST = 2000
PORTS = {"http": 80, "https": 443}
TRACKERS = re.compile(
    r"utm_\w+|utm|mtm_\w+|pk_(?:campaign|kwd|source|medium|content)|piwik_\w+|matomo_\w+|hsa_\w+|vero_\w+|oly_\w+_id|"
    r"fbclid|fb_(?:action_ids|action_types|ref|source)|gclid|gclsrc|dclid|gbraid|wbraid|gad_(?:source|campaignid)|"
    r"msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|epik|rdt_cid|scid|s_cid|ncid|cmpid|cmp|icid|xtor|"
    r"at_(?:medium|campaign|custom\d|link_\w+|format|ptr_name|bbc_team)|mc_[ce]id|mkt_tok|ml_subscriber\w*|_hsenc|_hsmi|"
    r"hsctatracking|__hs\w+|_ga|_gl|_openstat|__twitter_impression|ref_(?:src|url)|smid|smtyp|guccounter|"
    r"guce_referrer(?:_sig)?|wt_?mc|wt_zmc|wickedid|mbid|ito|feature=share",
    re.I,
)
SIGNED_IN = "^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@"
"""What PostgreSQL refuses as well: an address with somebody's name, or password, before the host."""
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;?]*", re.I)
_KEPT = "!$&'()*+,;=:@/?-._~%[]"  # what an address may hold as it is


def canonical(address: str) -> str:
    """`address` with its trackers and fragment gone and everything that makes no difference in one spelling.

    That is the case of scheme and host, the script of the host, the default port, dots in the path, the order of
    parameters and which harmless letters are escaped. The case of the path and what parameters say stays. An address
    that cannot be read comes back stripped of blanks and otherwise as it is: whether it may be fetched is for others.
    """
    address = address.strip()
    try:
        parts = urlsplit(address)
        scheme = parts.scheme.lower()
        if scheme not in PORTS or not parts.hostname:
            return address
        spelled = (scheme, _server(parts, scheme), _path(parts.path), _query(parts.query), "")
    except ValueError:
        return address
    whole = urlunsplit(spelled)
    return whole if len(whole) <= LONGEST else address.partition("#")[0]


def domains_of(address: str) -> list[str]:
    """The host of a canonical address and every domain that it belongs to, the widest last; without `www.`.

    A host without a dot in it, or one that is a number, is of no domain.
    """
    try:
        host = (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return []
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in host:
        return []
    return [".".join(labels[first:]) for first in range(len(labels) - 1)]


def _server(parts: SplitResult, scheme: str) -> str:
    host = parts.hostname or ""
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    host = f"[{host}]" if ":" in host else host.removesuffix(".")
    port = f":{parts.port}" if parts.port not in {None, PORTS[scheme]} else ""
    person, at, _host = parts.netloc.rpartition("@")
    return f"{person}{at}{host}{port}"


def _path(path: str) -> str:
    """With `.` and `..` resolved; an empty one is the root."""
    steps: list[str] = []
    for step in _spelled(_SESSION.sub("", path)).split("/")[1:]:
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    is_folder = path.endswith(("/.", "/..")) and steps[-1:] != [""]
    return "/" + "/".join([*steps, ""] if is_folder else steps)


def _query(query: str) -> str:
    """Its parameters by name; of those with one name, in their order."""
    parameters = [_spelled(piece) for piece in query.split("&") if piece and not _is_tracker(piece)]
    return "&".join(sorted(parameters, key=lambda piece: piece.partition("=")[0]))


def _is_tracker(parameter: str) -> bool:
    name = unquote(parameter.partition("=")[0])
    return bool(TRACKERS.fullmatch(name) or TRACKERS.fullmatch(parameter))


def _spelled(text: str) -> str:
    """Letters that need no escape without one, all others with one, in capitals."""
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return re.sub(r"%[0-9A-Fa-f]{2}", _escape, quote(text, safe=_KEPT))


def _escape(match: re.Match) -> str:
    letter = chr(int(match[0][1:], 16))
    return letter if re.fullmatch(r"[A-Za-z0-9._~-]", letter, re.ASCII) else match[0].upper()

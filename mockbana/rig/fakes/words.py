"""What fake cases are about: stories told by title, description and comments.

Words in braces are the facts that ``fakes`` draws for each case, e.g. ``{server}``.
"""

from typing import Final, NamedTuple


class Story(NamedTuple):
    """One kind of trouble; *work* is the thread in the order of work, *done* how it can end."""

    titles: tuple[str, ...]
    description: str
    category: str | None
    severities: tuple[str, ...]
    tags: tuple[str, ...]
    work: tuple[str, ...]
    done: tuple[str, ...]


STARTS: Final = (
    "Taking this one.",
    "On it. {colleague}, can you have a second look when I have something?",
    "Looking into it, first findings within {minutes} minutes.",
    "Thanks for the report. Starting now.",
    "Picked up; the earlier notes are in {ticket}.",
)
HANDOVERS: Final = (
    "Handing over to {colleague}; everything so far is in {ticket}.",
    "Talked to {name}: no recent change on their side.",
    "Timeline so far is in {ticket}, please add to it instead of starting a new one.",
    "{colleague} agrees with the severity. Next update in {minutes} minutes.",
)

_SECURITY: Final = (
    Story(
        ("Phishing wave from {domain}", "Phishing mail to {count} mailboxes, lure: {company}"),
        "{count} mailboxes received a mail from `{mail}` that claims to come from {company}. It "
        "links to a copy of our sign-in page on `{domain}` ({outer}).\n\nReported by {name} "
        "({user}), who says the form was not filled in. Gateway ticket: {ticket}.",
        "Phishing",
        ("medium", "high"),
        ("phishing", "T1566.002", "mail-gateway"),
        (
            "{count} recipients, the gateway blocked about half. Pulling the rest now.",
            "Two people clicked. {user} is one of them, password reset and tokens revoked.",
            "Sinkholed {domain} and blocked {outer} on the proxies.",
        ),
        ("All copies purged, no sign-ins from {outer}. Closing.", "No credentials lost. Closing."),
    ),
    Story(
        ("Encoded PowerShell on {laptop}", "Suspicious PowerShell child of Office on {laptop}"),
        "`powershell.exe -enc` (pid {pid}) started from `winword.exe` on {laptop} ({inner}), "
        "user {user}.\n\n- callback: {outer}:443\n- file: `{sha}`",
        "Malware",
        ("high", "critical"),
        ("endpoint", "T1059.001", "powershell"),
        (
            "Host isolated. {user} has a loan laptop.",
            "Decoded the script: a stager that fetches from {outer}. The download failed.",
            "Hash `{sha}` is unknown elsewhere in the fleet.",
            "Memory image of {laptop} taken, in the evidence store under {ticket}.",
        ),
        ("Laptop reimaged, no second stage found.", "Contained, lessons learned go to {ticket}."),
    ),
    Story(
        ("Password spraying against VPN from {outer}", "{count} failed logins on {server}"),
        "{count} failed logins within {minutes} minutes on {server} from {outer} and {v6}, one or "
        "two tries per account. The account {user} had one success after the failures.",
        "Brute force",
        ("medium", "high"),
        ("vpn", "T1110.003", "identity"),
        (
            "{outer} is blocked at the edge, the attempts go on from {v6}.",
            "Asked {name}: the success was their own, from a phone.",
            "Rate limit per source is in place on {server}.",
        ),
        ("Quiet for two days, blocks stay. Closing.", "MFA held. Closing as true positive."),
    ),
    Story(
        ("Impossible travel for {user}", "Sign-in of {user} from {city} and a second country"),
        "{user} signed in from {inner} (office) and {minutes} minutes later from {outer}, "
        "located near {city}. The second sign-in registered a new MFA device.",
        "Identity",
        ("medium", "high", "critical"),
        ("identity", "T1078.004", "mfa"),
        (
            "{name} is travelling, but not in {city}. Tokens revoked.",
            "The MFA device was not theirs. Removed, help desk informed.",
            "Mailbox rules checked: one forwarding rule to {mail}, deleted.",
        ),
        ("Account clean and back with {name}.", "It was a VPN exit near {city}: false positive."),
    ),
    Story(
        ("Ransom note on share of {server}", "Mass file renames on {server}"),
        "{count} files per minute renamed on {server} by {user} from {laptop} ({inner}). A file "
        "`READ_ME.txt` in each folder names `{mail}` as contact.",
        "Ransomware",
        ("critical",),
        ("ransomware", "T1486", "file-server"),
        (
            "Share is read-only, {laptop} and {server} isolated.",
            "Entry point is the account of {user}, opened from {outer}.",
            "Last good snapshot is {minutes} minutes older than the first rename.",
            "Restore started, {percent} % done.",
        ),
        ("Restored from snapshot, hosts rebuilt. Report in {ticket}.",),
    ),
    Story(
        ("DNS tunnelling from {laptop}", "Unusual volume of TXT queries to {domain}"),
        "{laptop} ({inner}) sent {count} TXT queries per minute to subdomains of {domain}; the "
        "labels look like base32. About {gb} MB left the network that way.",
        "Exfiltration",
        ("medium", "high"),
        ("dns", "T1071.004", "exfiltration"),
        (
            "The process is pid {pid}, a signed updater of {company}.",
            "Asked {company} whether their updater does that by design.",
            "{domain} is sinkholed until they answer.",
        ),
        ("It is telemetry of {company}. Exception added.", "Updater removed, queries stopped."),
    ),
)

_OBSERVABILITY: Final = (
    Story(
        ("High p95 latency on {service}", "{service}: p95 over {count} ms in {site}"),
        "p95 of `{service}` is above {count} ms for {minutes} minutes now, {percent} % of requests "
        "are affected. Error rate is normal.",
        "Latency",
        ("medium", "high"),
        ("apm", "latency"),
        (
            "Traces show the time in queries to {database}.",
            "A plan changed after last night's statistics run.",
            "Forced the old plan, p95 is falling.",
        ),
        ("Back to normal, index is in {ticket}.", "Fixed by the rollback. Closing."),
    ),
    Story(
        ("SLO burn rate alert: {service}", "{service} burned {percent} % of its error budget"),
        "`{service}` availability 99.9 % over 30 days: {percent} % of the error budget is gone, "
        "most of it within {minutes} minutes. Burn rate window: 1 h / 5 min.",
        "SLO",
        ("high", "critical"),
        ("slo", "burn-rate"),
        (
            "5xx come from one zone only, drained it.",
            "It started with the deploy of {ticket}.",
            "Rolled back, burn rate is under 1 again.",
        ),
        ("Post-mortem is on Thursday, {colleague} writes it.", "Budget holds. Closing."),
    ),
    Story(
        ("Disk {full} % full on {database}", "Volume of {database} nearly full"),
        "`/var/lib` on {database} is {full} % full and grows by {gb} GB a day. At this rate "
        "it is full within {minutes} hours.",
        "Capacity",
        ("medium", "high"),
        ("disk", "storage"),
        (
            "Most of it is WAL kept by a replication slot nobody reads.",
            "Slot belongs to a test of {name}, asked whether it can go.",
            "Slot dropped, {gb} GB free again.",
        ),
        ("Alert on idle slots added.", "Volume grown online, no downtime."),
    ),
    Story(
        ("CrashLoopBackOff: {pod}", "{service} pods restarting on {node}"),
        "`{pod}` on {node} restarted {minutes} times within an hour. Last state: OOMKilled, "
        "exit code 137.",
        "Kubernetes",
        ("medium", "high"),
        ("kubernetes", "oom"),
        (
            "Heap is larger than the memory limit since the last release.",
            "Raised the limit by {percent} % as a stopgap.",
            "Leak is in the client for {company}, reported as {ticket}.",
        ),
        ("Fixed release is out, limit is back.", "No restarts for a day. Closing."),
    ),
    Story(
        ("Consumer lag on queue of {service}", "{service}: backlog of {count}k messages"),
        "Consumers of `{service}` fell {minutes} minutes behind, backlog {count}k messages and "
        "growing. Two of eight consumers on {node} are idle.",
        "Messaging",
        ("low", "medium", "high"),
        ("kafka", "consumer-lag"),
        (
            "Idle consumers hold no partition after the last rebalance.",
            "Restarted them one by one, backlog shrinks.",
            "A poison message from {company} was the trigger, parked it.",
        ),
        ("Backlog is gone.", "Dead-letter queue is live, see {ticket}. Closing."),
    ),
)

_GENERAL: Final = (
    Story(
        ("Quarterly access review: {service}", "Access review for {company} accounts"),
        "Review who has access to `{service}`. {count} accounts, {percent} % confirmed so far; "
        "owner is {name}. Evidence goes to {ticket}.",
        "Audit",
        ("low", "medium"),
        ("access-review", "audit"),
        ("List sent to {name}.", "{percent} % answered, reminder sent.", "Leavers removed."),
        ("Signed off by {colleague}.", "Done, evidence is in {ticket}."),
    ),
    Story(
        ("Laptop {laptop} lost in {city}", "Stolen laptop {laptop} of {user}"),
        "{name} lost the laptop {laptop} in {city}. Disk is encrypted; it was last "
        "seen online from {outer}.",
        "Assets",
        ("medium", "high"),
        ("asset", "lost-device"),
        ("Wipe command is queued.", "Police report is in {ticket}.", "New laptop is on its way."),
        ("It was found and reimaged.", "Written off. Closing."),
    ),
    Story(
        ("Data request from {company}", "Deletion request: customer {company}"),
        "{company} asks for deletion of all personal data, received {minutes} days ago. Affected: "
        "`{service}` and backups on {database}.",
        "Privacy",
        ("low", "medium"),
        ("privacy", "gdpr"),
        ("Identity checked.", "{count} records in `{service}`.", "Backups expire by themselves."),
        ("Deleted, letter sent.", "Request withdrawn by {company}."),
    ),
    Story(
        ("Renew contract with {company}", "Contract with {company} ends this quarter"),
        "{percent} % of the seats are in use. {name} needs a decision whether we renew or move "
        "to the tool we have in {city}.",
        None,
        ("low",),
        ("vendor", "contract"),
        ("Offer is in {ticket}.", "They offer {count} seats instead.", "Counter-offer sent."),
        ("Signed for a year.", "Not renewed, accounts end with the month."),
    ),
)

STORIES: Final = {
    "securitySolution": _SECURITY,
    "observability": _OBSERVABILITY,
    "cases": _GENERAL,
}
SITES: Final = ("ams", "fra", "lon", "nyc", "sfo", "sin")
SERVICES: Final = ("billing-api", "cart", "checkout", "identity", "payments", "search", "stock")

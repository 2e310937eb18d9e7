"""What happens in a security operations centre. Tags name techniques of MITRE ATT&CK."""

from typing import Final

from mockbana.harness.fakes.vocabulary import DAYS, HOURS, Story

SECURITY: Final = (
    Story(
        ("Phishing wave from {domain}", "Phishing mail to {count} mailboxes, lure: {company}"),
        "{count} mailboxes received a mail from `{mail}` that claims to come from {company}. It "
        "links to a copy of our sign-in page on `{domain}` ({outer}).\n\nReported by {name} "
        "({user}), who followed the link but typed nothing. Gateway ticket: {ticket}.",
        "Phishing",
        ("medium", "high"),
        ("phishing", "T1566.002", "mail-gateway"),
        (
            "The gateway blocked about half of the {count}. Pulling the rest out of the mailboxes.",
            "Two others typed a password. Both are reset, all tokens revoked.",
            "Sinkholed {domain} and blocked {outer} on the proxies.",
        ),
        (
            "All copies purged, no sign-ins from {outer}. Closing.",
            "The hoster took {domain} down. Closing.",
        ),
        HOURS,
        "Connection to newly registered domain",
    ),
    Story(
        ("Encoded PowerShell on {laptop}", "Suspicious PowerShell child of Office on {laptop}"),
        "`powershell.exe -enc` (pid {pid}) started from `winword.exe` on {laptop} ({inner}), "
        "user {user}.\n\n- callback: {outer}:443\n- file: `{sha}`",
        "Malware",
        ("high", "critical"),
        ("endpoint", "T1059.001", "powershell"),
        (
            "Host isolated. {name} works on a loan laptop meanwhile.",
            "Decoded the script: a stager that fetches from {outer}. The download failed.",
            "The hash is unknown elsewhere in the fleet.",
            "Memory image of {laptop} taken, it is in the evidence store under {ticket}.",
        ),
        (
            "Laptop reimaged, no second stage found. Closing.",
            "Contained on the first host. What we learned is in {ticket}. Closing.",
        ),
        DAYS,
        "Suspicious MS Office child process",
    ),
    Story(
        ("Password spraying against VPN from {outer}", "{count} failed logins on {gateway}"),
        "{count} failed logins within {minutes} minutes on {gateway} from {outer} and {v6}, one or "
        "two tries per account. The account {user} had one success after the failures.",
        "Brute force",
        ("medium", "high"),
        ("vpn", "T1110.003", "identity"),
        (
            "{outer} is blocked at the edge, the attempts go on from {v6}.",
            "Asked {name}: the success was their own, from a phone.",
            "Rate limit per source is in place on {gateway}.",
        ),
        ("No attempts any more, blocks stay. Closing.", "MFA held, no account lost. Closing."),
        DAYS,
        "Multiple logon failures followed by success",
    ),
    Story(
        ("Impossible travel for {user}", "Sign-in of {user} from the office and from {city}"),
        "{user} signed in from {inner} (office) and {minutes} minutes later from {outer}, "
        "located near {city}. The second sign-in registered a new MFA device.",
        "Identity",
        ("medium", "high", "critical"),
        ("identity", "T1078.004", "mfa"),
        (
            "{name} has never been to {city}. Tokens revoked.",
            "The MFA device was not theirs. Removed, help desk informed.",
            "Mailbox rules checked: one forwarding rule to {mail}, deleted.",
        ),
        (
            "Account clean and back with {name}. Closing.",
            "MFA registered anew in person, nothing left behind. Closing.",
        ),
        HOURS,
        "Sign-in from two distant locations",
    ),
    Story(
        ("Ransom note on share of {share}", "Mass file renames on {share}"),
        "{count} files per minute renamed on {share} by {user} from {laptop} ({inner}). A file "
        "`READ_ME.txt` in each folder names `{mail}` as contact.",
        "Ransomware",
        ("critical",),
        ("ransomware", "T1486", "file-server"),
        (
            "Share is read-only, {laptop} and {share} are isolated.",
            "Entry point is the account of {user}, opened from {outer}.",
            "Last good snapshot is {minutes} minutes older than the first rename.",
            "Restore started, {percent} % done.",
        ),
        (
            "Restored from the snapshot, hosts rebuilt. Report is in {ticket}. Closing.",
            "Everything is restored, nothing was paid. Review is on {ticket}. Closing.",
        ),
        DAYS,
        "High number of file renames on a share",
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
        (
            "It is telemetry of {company}. Exception added. Closing as false positive.",
            "Updater removed, the queries stopped. Closing.",
        ),
        DAYS,
        "Potential DNS tunnelling",
    ),
    Story(
        ("Access key of {service} in a public repository", "Leaked key: {service}"),
        "The scanner found an access key of `{service}` in a public fork of {name} ({user}). It "
        "was readable for {minutes} minutes. Last use of the key: {outer}.",
        "Credentials",
        ("high", "critical"),
        ("secrets", "T1552.001", "ci"),
        (
            "Key revoked, a new one is in the vault.",
            "{outer} is our own build runner; nobody else has used the key.",
            "{name} took the fork down. The cached copies are reported.",
        ),
        (
            "No use from outside. Push protection is on for all forks now. Closing.",
            "Rotated everything the key could reach, see {ticket}. Closing.",
        ),
        HOURS,
        "Secret in public repository",
    ),
    Story(
        ("Web shell on {server}", "New script in the upload folder of {server}"),
        "The web server on {server} ({inner}) wrote `uploads/img_{pid}.php` and started `sh` from "
        "it. Requests came from {outer}.\n\n- file: `{sha}`\n- first seen: {minutes} minutes "
        "before the alert",
        "Intrusion",
        ("high", "critical"),
        ("web", "T1505.003", "endpoint"),
        (
            "{server} is out of the load balancer and isolated.",
            "Commands so far: `id`, `uname -a`, a look at `/etc/passwd`. No lateral movement.",
            "Upload filter let a double extension through. Fix is in review as {ticket}.",
        ),
        (
            "Host rebuilt from the image, fix is deployed. Closing.",
            "Blocked {outer}, rebuilt {server}, found no other host with that file. Closing.",
        ),
        DAYS,
        "Web server started a shell",
    ),
)

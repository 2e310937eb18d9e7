"""What is worked on at desks, with no alert behind it."""

from typing import Final

from mockbana.harness.fakes.vocabulary import DAYS, WEEKS, Story

OFFICE: Final = (
    Story(
        ("Quarterly access review: {service}", "Access review for {company} accounts"),
        "Review who has access to `{service}`. {count} accounts, {percent} % confirmed so far; "
        "owner is {name}. Evidence goes to {ticket}.",
        "Audit",
        ("low", "medium"),
        ("access-review", "audit"),
        ("List sent to {name}.", "Reminder sent to those who are late.", "Leavers removed."),
        ("Signed off by {colleague}. Closing.", "All answered, evidence is in {ticket}. Closing."),
        WEEKS,
    ),
    Story(
        ("Laptop {laptop} lost in {city}", "Stolen laptop {laptop} of {user}"),
        "{name} has been missing the laptop {laptop} since a trip to {city}. Disk is encrypted; it "
        "was last seen online from {outer}.",
        "Assets",
        ("medium", "high"),
        ("asset", "lost-device"),
        (
            "Wipe command is queued, it runs when the machine comes online.",
            "Police report is in {ticket}.",
            "{name} has a new laptop.",
        ),
        ("It was found and reimaged. Closing.", "Written off. Closing."),
        DAYS,
    ),
    Story(
        ("Deletion request from {company}", "Erasure of personal data: {company}"),
        "{company} asks us to delete the personal data of their former staff, due in {days} days. "
        "Affected: `{service}` and backups on {database}.",
        "Privacy",
        ("low", "medium"),
        ("privacy", "gdpr"),
        (
            "Checked that the request really comes from {company}.",
            "Found {count} records in `{service}`.",
            "Backups expire by themselves within 30 days, told them so.",
        ),
        ("Deleted, letter sent. Closing.", "Done and confirmed by {company}. Closing."),
        WEEKS,
    ),
    Story(
        ("Renew contract with {company}", "Contract with {company} ends this quarter"),
        "{percent} % of the seats are in use. {name} needs a decision whether we renew or move "
        "to the tool that the office in {city} has.",
        None,
        ("low",),
        ("vendor", "contract"),
        (
            "Their offer is in {ticket}.",
            "They came back with {count} seats for the same price.",
            "Counter-offer sent.",
        ),
        ("Signed for a year. Closing.", "Not renewed, accounts end with the month. Closing."),
        WEEKS,
    ),
    Story(
        ("Firewall change for {company} in {site}", "Open {server} to {company}"),
        "{company} needs to reach {server} ({inner}) from {outer} on port 443. {name} asked for "
        "it, change {change}.",
        "Change",
        ("low", "medium"),
        ("change", "firewall"),
        (
            "Risk is low: one host, one port, one source.",
            "Rule is in staging, {company} tested it.",
            "{colleague} has approved it, the window is agreed.",
        ),
        (
            "Rule is live, {company} confirmed. Closing.",
            "Done in the window, nothing else was touched. Closing.",
        ),
        DAYS,
    ),
)

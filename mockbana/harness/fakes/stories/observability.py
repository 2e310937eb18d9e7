"""What happens to those who keep services running."""

from typing import Final

from mockbana.harness.fakes.vocabulary import DAYS, HOURS, Story

OBSERVABILITY: Final = (
    Story(
        ("High p95 latency on {service}", "{service}: p95 over {ms} ms in {site}"),
        "p95 of `{service}` has been above {ms} ms for {minutes} minutes, {percent} % of requests "
        "are affected. Error rate is normal.",
        "Latency",
        ("medium", "high"),
        ("apm", "latency"),
        (
            "Traces show the time in queries to {database}.",
            "A plan changed after last night's statistics run.",
            "Forced the old plan, p95 is falling.",
        ),
        (
            "Back to normal. The missing index is in {ticket}. Closing.",
            "p95 is as it was before. Closing.",
        ),
        HOURS,
        "Latency threshold",
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
            "It started with the deploy of {change}.",
            "Rolled back, burn rate is under 1 again.",
        ),
        (
            "Post-mortem is on Thursday, {colleague} writes it. Closing.",
            "Rest of the budget holds until the window ends. Closing.",
        ),
        HOURS,
        "SLO burn rate",
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
        (
            "Alert on idle replication slots added. Closing.",
            "Volume grown online, no downtime. Closing.",
        ),
        DAYS,
        "Disk usage",
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
        ("Fixed release is out, limit is back. Closing.", "No restarts since. Closing."),
        DAYS,
        "Pod restarts",
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
        ("Backlog is gone. Closing.", "Backlog is gone, retries are limited now. Closing."),
        HOURS,
        "Consumer group lag",
    ),
    Story(
        ("{service}: {percent} % of requests fail after deploy", "5xx on {service} in {site}"),
        "`{service}` answers {percent} % of requests with 502 since the deploy {minutes} minutes "
        "ago. Upstream is {server}, health checks are green.",
        "Errors",
        ("high", "critical"),
        ("apm", "http-5xx"),
        (
            "Connections to {server} are reset after 60 s: a keep-alive shorter than ours.",
            "Rolled back in {site}, errors are down to the usual.",
            "Same build runs in staging without errors, there the proxy is older.",
        ),
        (
            "Keep-alive set on both sides, build is out again. Closing.",
            "No errors since. Test for the time-out is in {ticket}. Closing.",
        ),
        HOURS,
        "Failed transaction rate threshold",
    ),
    Story(
        ("Certificate of {server} ends in {days} days", "TLS certificate of {server} not renewed"),
        "The certificate of {server} ends in {days} days and the renewal job has failed "
        "{minutes} times. The last error is a time-out against the issuer.",
        "Certificates",
        ("low", "medium"),
        ("tls", "synthetics"),
        (
            "The firewall of {site} drops the traffic to the issuer since the last change.",
            "Asked {name} for the rule, {change}.",
            "Renewed by hand for now.",
        ),
        (
            "Rule is in, renewal ran by itself. Closing.",
            "Renewed, next run is watched by a monitor. Closing.",
        ),
        DAYS,
        "TLS certificate expiry",
    ),
)

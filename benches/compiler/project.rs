//! A project as large as one wishes, the same every time: files of flows that use every form, and what they refer to.

use std::fmt::Write;

/// Flows in a file.
const FLOWS: usize = 10;

/// The lines of a flow, about.
const LINES: usize = 99;

/// Attributes, events and segments for every hundred flows.
const NAMES: usize = 40;

/// The files of a project with so many flows: name and text.
pub(crate) fn project(flows: usize) -> Vec<(String, String)> {
    let names = (flows * NAMES / 100).max(8);
    let mut files = vec![("declarations.flow".to_owned(), declarations(names))];
    for file in 0..flows.div_ceil(FLOWS) {
        let numbers = file * FLOWS..(file * FLOWS + FLOWS).min(flows);
        let text: Vec<String> =
            numbers.map(|number| flow(number, names) + "\n" + &test(number, names)).collect();
        files.push((format!("flows{file}.flow"), text.join("\n")));
    }
    files
}

fn declarations(names: usize) -> String {
    let mut out = "people {\n".to_owned();
    for n in 0..names {
        let _ = writeln!(
            out,
            "    /// Attribute number {n}.\n    plan{n}: text\n    points{n}: integer\n    renewal{n}: datetime\n    orders{n}: list of {{ sku: text, price: number }}"
        );
        let _ = writeln!(
            out,
            "    computed spent{n}: number = sum(paid{n}.price within last {} days)",
            7 + n % 80
        );
    }
    out += "}\n\nsenders {\n    email offers = \"offers@shop.example\"\n    sms shop = \"SHOP\"\n}\n\ncaps Offers { email at most 3 times per week, sms at most 1 times per day }\n";
    for n in 0..names {
        let _ = writeln!(
            out,
            "\nevent paid{n} \"Payment number {n}\" {{\n    sku: text\n    price: number\n    coupon: text?\n}}"
        );
        let _ = writeln!(
            out,
            "\nsegment Payers{n} \"Who pays, number {n}\" =\n    points{n} >= {n} and plan{n} is one of (\"pro\", \"team\")\n    and happened paid{n} where price > {n} at least 3 times within last 30 days\n    and (renewal{n} will be within 3 months or not happened paid{n} within last 7 days)"
        );
    }
    out
}

/// A flow: the settings, and blocks of elements until it is long enough.
fn flow(number: usize, names: usize) -> String {
    let n = number % names;
    let mut out = format!(
        "/// Flow number {number}.\nflow Journey{number} \"Journey number {number}\" {{\n    enter when happened paid{n} where price > {} save bought = sku, cost = price\n    re-enter 7 days after exit, at most 2 times per week\n    exit when happened paid{} where price > 1000\n    caps Offers\n    schedule from 2026-01-01 09:00 for 1 year\n    variable total: number = {number}\n",
        number % 100,
        (n + 1) % names
    );
    let mut block = 0;
    while out.matches('\n').count() < LINES - 10 {
        out += &elements(number + block, number, block, names);
        block += 1;
    }
    out + "    done: add tag \"done\"\n    exit\n}\n"
}

/// A test of a flow.
fn test(number: usize, names: usize) -> String {
    let n = number % names;
    format!(
        "test \"journey {number}\" {{\n    person ana {{ points{n} = 20, plan{n} = \"gold\" }}\n    at 2026-03-02 09:00\n    ana paid{n} {{ sku = \"A1\", price = 499 }}\n    after 1 year\n    expect ana exited Journey{number}\n}}\n"
    )
}

/// Elements of one kind or another.
fn elements(choice: usize, flow: usize, block: usize, names: usize) -> String {
    let n = (flow * 7 + block) % names;
    match choice % 10 {
        0 => format!(
            "\n    // What they are worth.\n    segment audience {{\n        when in segment Payers{n} and points{n} > 500 {{ set total = round(total * 0.10 + cost, 2) }}\n        when plan{n} is \"gold\" or spent{n} is between {flow} and {} {{\n            set total = if points{n} > 10 then total else cost\n            add tag \"warm {{{{plan{n} ?? \"none\"}}}}\"\n        }}\n        otherwise {{ }}\n    }}\n",
            flow + 1000
        ),
        1 => format!(
            "\n    mail{block}: send email from offers {{\n        subject \"Hello {{{{firstName ?? \"friend\"}}}}, number {flow}\"\n        body \"\"\"\n            You have {{{{points{n} ?? 0}}}} points and paid {{{{cost}}}}.\n            See you at https://shop.example/{{{{bought}}}}.\n            \"\"\"\n    }}\n    wait for event up to 2 days include events from entrance {{\n        when happened emailLinkClicked of mail{block} {{ add tag \"clicked\" }}\n        when happened emailOpened of mail{block} {{ pause until monday at 13:00 }}\n        otherwise {{ pause 1 hour }}\n    }}\n"
        ),
        2 => format!(
            "\n    part{block}: split audience {{\n        50% control {{ }}\n        30% texted {{\n            send sms from shop {{ text \"{{{{total}}}} off until tomorrow, {{{{firstName ?? \"friend\"}}}}\" }}\n        }}\n        20% tagged {{\n            add tag \"lucky\"\n            remove tag \"unlucky\"\n        }}\n    }}\n"
        ),
        3 => format!(
            "\n    update profile {{\n        points{n} = (points{n} ?? 0) + {block} * 10  // with a formula\n        plan{n} = \"{{{{bought}}}} and {{{{plan{n} ?? \"none\"}}}}\"\n        renewal{n} = now() + 3 days\n    }}\n"
        ),
        4 => format!(
            "\n    pause 3 days until 13:00\n    segment audience {{\n        when happened paid{n} where (price > {flow} and sku starts with \"A\") at least 2 times within last 30 days\n            and count(paid{n} where price > 5 within last 90 days) > 3 {{\n            pause until 30 november at 13:00\n        }}\n        when renewal{n} will be within 3 days or last contacted by email was more than 7 days ago {{\n            set total = total + min(cost, {block} + 1)\n        }}\n        otherwise {{ }}\n    }}\n"
        ),
        5 => format!(
            "\n    wait for event up to 5 days {{\n        when happened paid{n} where price is between 3 and 500 {{\n            set total = total + cost\n            segment audience {{\n                when has tag \"warm\" and not in segment Payers{n} {{ add tag \"back\" }}\n                otherwise {{ }}\n            }}\n        }}\n        otherwise {{ }}\n    }}\n"
        ),
        6 => format!(
            "\n    call{block}: call api POST \"https://shop.example/orders/{{{{bought}}}}\" {{\n        header \"X-Key\" = secret.orders\n        body json {{ sku: bought, points: points{n} ?? 0, tags: [\"a\", plan{n}, {{ cost: cost }}] }}\n        timeout 10 seconds\n        retry 2 times\n        wait for response\n        save reply{block}: number = $.order.total\n        when success {{ set total = total + (reply{block} ?? 0) }}\n        otherwise {{ add tag \"failed\" }}\n    }}\n"
        ),
        7 => format!(
            "\n    wait for change of plan{n} from \"free\" to not empty up to 5 days {{\n        when changed {{ add tag \"upgraded\" }}\n        otherwise {{ }}\n    }}\n"
        ),
        8 => format!(
            "\n    wait for date renewal{n} is in {} days {{\n        when reached {{ add tag \"renewing\" }}\n        when passed {{ pause 1 hour }}\n        otherwise {{ }}\n    }}\n    evaluate inbound message {{\n        when text contains \"stop\" {{ exit }}\n        otherwise {{ }}\n    }}\n",
            1 + flow % 20
        ),
        _ => format!(
            "\n    // Lists.\n    segment audience {{\n        when any orders{n} where (price > {flow} and sku starts with \"A\") or count(orders{n}) > {block} {{\n            set total = total + (sum(orders{n}.price) ?? 0)\n        }}\n        otherwise {{ }}\n    }}\n"
        ),
    }
}

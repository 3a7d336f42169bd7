//! What holds for every message that is handed over, whatever happened before.

use std::collections::{BTreeMap, BTreeSet};

use bourn::journey::What;
use bourn::program::{ElementId, FlowId, OptOut};
use bourn::value::{Instant, Text, Zone};
use proptest::prelude::*;

use super::support::Program;

const FLOWS: &str = r#"
event viewed { }
event asked { }
event stopped { what: text }
senders { email shop = "shop@example.com", email news = "news@example.com", sms shop = "SHOP" }
caps Few { sms at most 2 times per day }

flow Stop {
    enter when happened stopped save what
    re-enter while inside
    segment audience {
        when what is "all" { add to do not contact { email, sms } }
        when what is "news" { add to do not contact { email news } }
        when what is "not news" { remove from do not contact { email news } }
        otherwise { remove from do not contact { email, sms } }
    }
}

flow Fast {
    enter when happened viewed
    re-enter while inside
    exit when happened asked at least 3 times
    mail: send email from news {
        subject "S"; body "B"
        window 09:00 to 20:00
        speed 2 per hour
        validity 30 hours
        when delivered { }
        when failed { pause 1 hour }
        otherwise { exit }
    }
    again: send email from shop { subject "S"; body "B"; speed 1 per hour }
}

flow Slow {
    caps Few
    enter when happened asked or happened emailFailed where reason is "expired"
    re-enter while inside
    text: send sms from shop { text "T"; window 09:00 to 20:00; speed 3 per day }
    more: send email from shop { subject "S"; body "B"; window 09:00 to 20:00 }
}
"#;

fn line(person: usize, (minutes, kind): (i64, usize)) -> String {
    let event = match kind {
        0..=2 => "viewed",
        3 | 4 => "asked",
        5 => "stopped what = all",
        6 => "stopped what = news",
        7 => "stopped what = \"not news\"",
        8 => "stopped what = nothing",
        9 => "personAttributeChanged attributeName = email, to = other@example.com",
        10 => "personAttributeChanged attributeName = email, to = first@example.com",
        _ => "emailDelivered of Fast.mail",
    };
    let (day, hour, minute) = (1 + minutes / 1440, minutes / 60 % 24, minutes % 60);
    format!("p{person} 2026-01-{day:02} {hour:02}:{minute:02} {event}\n")
}

/// A record that was sent somewhere: when, to which contact, by what.
type Listed = BTreeSet<(OptOut, Option<Text>)>;

fn is_listed(listed: &Listed, by: OptOut, contact: Option<&Text>) -> bool {
    listed.iter().any(|(known, known_contact)| {
        known.channel == by.channel
            && (known.sender.is_none() || known.sender == by.sender)
            && known_contact.as_ref() == contact
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn messages_keep_to_the_list_the_hours_and_the_speed(
        histories in prop::collection::vec(prop::collection::vec((0_i64..4320, 0_usize..13), 0..25), 1..6),
        threads in 1_usize..4,
    ) {
        let mut program = Program::new("sending", FLOWS, "until 2026-02-01");
        program.options.threads = Some(threads);
        let lines: String = histories.iter().enumerate().flat_map(|(person, history)| {
            history.iter().map(move |happening| line(person, *happening))
        }).collect();
        let run = program.run(&program.subjects("", &lines));
        let mut listed: BTreeMap<u32, Listed> = BTreeMap::new();
        let mut sent: BTreeMap<(FlowId, ElementId), Vec<Instant>> = BTreeMap::new();
        for step in &run.trace {
            let list = listed.entry(step.person).or_default();
            match &step.record.what {
                What::OptedOut(listing) => list.extend(listing.contacts.iter().map(|contact| (listing.opt_out, Some(contact.clone())))),
                What::OptedIn(listing) => list.retain(|(known, contact)| {
                    known.channel != listing.opt_out.channel
                        || listing.opt_out.sender.is_some_and(|sender| known.sender != Some(sender))
                        || !listing.contacts.iter().any(|taken| Some(taken) == contact.as_ref())
                }),
                What::Sent(message) => {
                    let by = OptOut { channel: message.channel, sender: message.sender };
                    prop_assert!(!is_listed(list, by, message.contact.as_ref()), "{:?}", step.record);
                    let place = step.record.place.unwrap();
                    sent.entry((place.flow, place.element.unwrap())).or_default().push(step.record.time);
                }
                _ => {}
            }
        }
        for ((flow, element), times) in sent {
            let label = &*program.program.flows[flow].elements[element].label;
            let (amount, hours) = match label { "mail" => (2, 1), "again" => (1, 1), "text" => (3, 24), _ => (usize::MAX, 1) };
            for run in times.windows(amount.saturating_add(1)) {
                let span = run[amount].micros() - run[0].micros();
                prop_assert!(span >= hours * 3_600_000_000, "{label} is too fast: {run:?}");
            }
            let open = |time: &Instant| (9..20).contains(&(Zone::UTC.local(*time).1.hour()));
            prop_assert!(label == "again" || times.iter().all(open), "{label} goes out at night: {times:?}");
        }
    }

    #[test]
    fn queues_are_the_same_on_any_number_of_threads(
        histories in prop::collection::vec(prop::collection::vec((0_i64..2880, 0_usize..5), 0..12), 1..6),
    ) {
        let mut program = Program::new("sending", FLOWS, "until 2026-02-01");
        let lines: String = histories.iter().enumerate().flat_map(|(person, history)| {
            history.iter().map(move |happening| line(person, *happening))
        }).collect();
        let subjects = program.subjects("", &lines);
        let mut texts = BTreeSet::new();
        for threads in 1..4 {
            program.options.threads = Some(threads);
            let run = program.run(&subjects);
            texts.insert(program.trace(&run, ""));
        }
        prop_assert_eq!(texts.len(), 1);
    }
}

//! The shapes of the People API, keys, columns that nobody takes, events that nobody declares.

use bourn::data::{OnError, Options};
use bourn::eval::Facts;
use bourn::value::Zone;

use super::{lines, load, loaded, program, shown};

const SHOP: &str = "people { points: integer\n `Loyalty points`: integer\n trial: datetime }\n\
                    event bought { price: number? }\n\
                    flow Cart { enter when happened bought\n schedule from 2026-01-01\n\
                    reminder: send email { subject \"Hi\"\n body \"Ho\" }\n}";

#[test]
fn a_profile_of_version_2() {
    let person = r#"{"id": 42, "externalId": "c-42", "type": "CUSTOMER", "firstName": "Ana", "birthDate": "1990-02-28",
        "tags": ["vip"], "createdAt": "2024-03-01T09:00:00", "integrations": {"salesforce": {}},
        "customAttributes": {"Loyalty points": 120, "trial": "2025-06-01T12:00:00", "Loans": [{"loanId": "L1"}], "id": 7},
        "computedAttributes": {"number": {"x": 1}},
        "contactInformation": {"phone": [{"number": "385911234567"}, {"number": "385"}], "email": [{"address": "ana@example.com"}], "push": [{"registrationId": "r"}]}}"#;
    let program = program(SHOP);
    let result = load(&program, &Options::default(), &[("p.json", person.as_bytes())], &[]).unwrap();
    assert_eq!(
        shown(&program, &result.population),
        "42 externalId=\"c-42\" type=\"CUSTOMER\" firstName=\"Ana\" birthDate=1990-02-28 tags=[\"vip\"] \
         email=\"ana@example.com\" phone=\"385911234567\" createdAt=2024-03-01 09:00 Loyalty points=120 \
         trial=2025-06-01 10:00\n"
    );
    assert_eq!(lines(&result.notes), ["N0610 p.json nothing is declared for `Loans` or `id`; ignored"]);
}

#[test]
fn a_profile_of_version_3() {
    let person = r#"{"externalId": "c-42", "points": 3,
        "contactInformation": [{"type": "PHONE", "identifier": "1"}, {"type": "PHONE", "identifier": "2", "primary": true},
        {"type": "PUSH", "identifier": "x", "sender": "app"}, {"type": "EMAIL", "identifier": "a@b.example"}, 7, {"identifier": "y"}]}"#;
    let program = program(SHOP);
    assert_eq!(
        loaded(&program, &[("p.jsonl", person.replace('\n', " ").as_bytes())], &[]),
        "c-42 externalId=\"c-42\" email=\"a@b.example\" phone=\"2\" points=3\n"
    );
}

/// What stands beside the primary contact is kept for whoever looks somebody up, and events come to people by it.
#[test]
fn events_come_to_people_by_any_contact() {
    let people = [
        r#"{"id": "dora", "contactInformation": {"phone": [{"number": "6"}, {"number": 5}]}}"#,
        r#"{"id": "ana", "contactInformation": [{"type": "PHONE", "identifier": "1"}, {"type": "PHONE", "identifier": "2", "primary": true},
            {"type": "EMAIL", "identifier": "A@x.example"}, {"type": "EMAIL", "identifier": "old@x.example"}]}"#,
        r#"{"id": "ben", "contactInformation": {"phone": [{"number": "3"}, {"number": "1"}], "email": [{"address": "OLD@x.example"}]}}"#,
        r#"{"id": "cleo", "contactInformation": {"phone": [{"number": "4"}, {"number": "5"}]}}"#,
    ];
    let event = |(price, (kind, id)): (usize, (&str, &str))| {
        format!(
            r#"{{"definitionId": "bought", "occurredTime": "2026-01-01T00:00:00Z", "identifier": {{"id": "{id}", "type": "{kind}"}}, "properties": {{"price": {price}}}}}"#
        )
    };
    let asked = [("PHONE", "2"), ("PHONE", "1"), ("EMAIL", "Old@x.example"), ("PHONE", "5"), ("PHONE", "7")];
    let events = (1..).zip(asked).map(event).collect::<Vec<_>>().join("\n");
    let program = program(SHOP);
    let people = people.map(|line| line.replace('\n', " ")).join("\n");
    let files = (("p.jsonl", people.as_bytes()), ("e.jsonl", events.as_bytes()));
    let population = load(&program, &Options::default(), &[files.0], &[files.1]).unwrap().population;
    let bought = |key: &str| -> Vec<String> {
        let person = population.person(population.find(key).unwrap());
        person.events().iter().map(|event| event.properties[0].literal(Zone::UTC)).collect()
    };
    // Of the two who have `1` beside another number, the first by key is meant; `old@x.example` is the address of one of two.
    assert_eq!(
        ["ana", "ben", "cleo", "dora", "phone:7"].map(bought),
        [vec!["1", "2"], vec!["3"], vec!["4"], vec![], vec!["5"]]
    );
    let further = population.further_contacts(population.find("ana").unwrap());
    let shown: Vec<String> =
        further.iter().map(|(id, contact)| format!("{} {contact}", program.attributes[*id].name)).collect();
    assert_eq!(shown, ["phone 1", "email old@x.example"]);
}

#[test]
fn keys_and_renamed_columns() {
    let program = program(SHOP);
    let options = Options {
        key: "customer".to_owned(),
        columns: vec![("Punkte".to_owned(), "points".to_owned()), ("nr".to_owned(), "customer".to_owned())],
        nobody: None,
        on_error: OnError::Stop,
    };
    let people = "NR,punkte,points\n1,5,6\n2,,7\n";
    let events = "personId,name,time\n2,bought,2026-01-01\n3,bought,2026-01-01\n";
    let result =
        load(&program, &options, &[("p.csv", people.as_bytes())], &[("e.csv", events.as_bytes())]).unwrap();
    assert_eq!(
        shown(&program, &result.population),
        "1 points=5\n2 points=7\n  2025-12-31T23:00Z bought\n3\n  2025-12-31T23:00Z bought\n"
    );
    assert_eq!(lines(&result.notes), Vec::<String>::new());
}

#[test]
fn what_is_left_out_is_told_of_once() {
    let program = program(SHOP);
    let events = "personId,name,time,price,url,shoe,portion\n\
                  1,bought,2026-01-01,5,/cart,,\n1,sold,2026-01-01,6,,,\n1,sold,2026-01-01,,,,\n\
                  2,pageview,2026-01-01,,,,\n";
    let files = [("e.csv", events.as_bytes()), ("f.csv", events.as_bytes())];
    let result = load(&program, &Options::default(), &[], &files).unwrap();
    assert_eq!(
        lines(&result.notes),
        [
            // `url` is a property of `pageView`, but it is `bought` that has a value here. `portion` is one of
            // `viewPortionSet`, and nothing is lost with it.
            "N0610 e.csv nothing is declared for `shoe` or `url`; ignored",
            "N0609 e.csv the project does not declare the event `sold`; rows left out: 4",
            "N0609 e.csv the project does not declare the event `pageview`; rows left out: 2",
        ]
    );
    assert_eq!(result.population.len(), 1, "nobody is known by undeclared events alone");
}

#[test]
fn events_belong_to_flows_and_elements() {
    let program = program(SHOP);
    let row = |owner: &str| {
        format!(r#"{{"personId": "1", "name": "emailOpened", "time": "2026-01-01T00:00:00Z"{owner}}}"#)
    };
    let events = [
        row(""),
        row(r#", "flow": "Cart", "element": "reminder""#),
        row(r#", "element": "reminder""#),
        row(r#", "flow": "Cart", "element": "remind""#),
        row(r#", "flow": "cart""#),
    ]
    .join("\n");
    let result = load(&program, &Options::default(), &[], &[("e.jsonl", events.as_bytes())]).unwrap();
    let of: Vec<String> =
        shown(&program, &result.population).lines().skip(1).map(|line| line[31..].to_owned()).collect();
    assert_eq!(of, ["", " of Cart.reminder", " of Cart.reminder", " of Cart.", ""]);
    assert_eq!(
        lines(&result.notes),
        [
            "N0613 e.jsonl the project does not have `Cart.remind`; rows that belong to nothing for that: 1",
            "N0613 e.jsonl the project does not have `cart`; rows that belong to nothing for that: 1",
        ]
    );
}

const ORDERS: &str = "people { orders: list of { sku: text, price: number?, lines: list of { item: text } }\n \
                      basket: { total: number, paidOn: date? } }";

/// Objects and lists of objects are the same in every form: as JSON, in a profile, and as a text of JSON in a cell.
#[test]
fn lists_of_objects() {
    let program = program(ORDERS);
    let orders =
        r#"[{"SKU": "A1", "price": 49.90, "lines": [{"item": "lamp"}], "more": [[1]]}, {"sku": "B2"}, {}]"#;
    let basket = r#"{"total": 12.5, "paidOn": "2026-11-30"}"#;
    let wanted = "ana orders=[{ sku: \"A1\", price: 49.9, lines: [{ item: \"lamp\" }] }, { sku: \"B2\" }] \
                  basket={ total: 12.5, paidOn: 2026-11-30 }\n";
    let flat = format!(r#"{{"personId": "ana", "orders": {orders}, "basket": {basket}}}"#);
    assert_eq!(loaded(&program, &[("p.jsonl", flat.as_bytes())], &[]), wanted);
    let profile =
        format!(r#"{{"personId": "ana", "customAttributes": {{"orders": {orders}, "basket": {basket}}}}}"#);
    assert_eq!(loaded(&program, &[("p.json", profile.as_bytes())], &[]), wanted);
    let quoted = [orders, basket].map(|json| format!("\"{}\"", json.replace('"', "\"\"")));
    let cells = format!("personId,orders,basket\nana,{}\n", quoted.join(","));
    assert_eq!(loaded(&program, &[("p.csv", cells.as_bytes())], &[]), wanted);
}

#[test]
fn objects_that_do_not_fit() {
    let program = program(ORDERS);
    let people = "{\"personId\": \"ana\", \"orders\": [{\"sku\": \"A1\", \"price\": \"dear\"}]}\n\
                  {\"personId\": \"ben\", \"basket\": 7}\n{\"personId\": \"cleo\", \"orders\": [[]], \"basket\": []}\n";
    let wrong = load(&program, &Options::default(), &[("p.jsonl", people.as_bytes())], &[]).unwrap_err();
    let item = "{ sku: text, price: number?, lines: list of { item: text } }";
    assert_eq!(
        lines(&wrong),
        [
            format!(
                "E0601 p.jsonl:1:orders `[{{sku: A1, price: dear}}]` is not a `list of {item}`: its item \
                 `{{sku: A1, price: dear}}` is not an object `{item}`: `dear` in its field `price` is not a number"
            ),
            "E0601 p.jsonl:2:basket `7` is not an object `{ total: number, paidOn: date? }`: only objects are"
                .to_owned(),
        ]
    );
}

/// A batch of events of the People API: an array whose items say by an identifier whose they are.
#[test]
fn a_batch_of_events() {
    let program = program(SHOP);
    let people = "personId,phone,email\nc-9,385911234567,ana@example.com\nc-1,385911234567,\n";
    let batch = r#"[
        {"definitionId": "bought", "occurredTime": "2026-01-01T09:00:00.000Z", "identifier": {"id": "c-9"}, "properties": {"price": 1}},
        {"definitionId": "bought", "occurredTime": "2026-01-02T09:00:00.000Z", "identifier": {"id": "c-9", "type": "EXTERNAL_ID"}, "properties": {"price": 2}},
        {"definitionId": "bought", "occurredTime": "2026-01-03T09:00:00.000Z", "identifier": {"id": "385911234567", "type": "PHONE"}, "properties": {"price": 3}},
        {"definitionId": "bought", "occurredTime": "2026-01-04T09:00:00.000Z", "identifier": {"id": "ANA@example.com", "type": "EMAIL"}, "properties": {"price": 4}},
        {"definitionId": "bought", "occurredTime": "2026-01-05T09:00:00.000Z", "identifier": {"id": "Ben@example.com", "type": "EMAIL"}, "properties": {"price": 5}},
        {"definitionId": "bought", "occurredTime": "2026-01-06T09:00:00.000Z", "personId": "c-1", "identifier": {"id": "c-9"}, "properties": {"price": 6}}
    ]"#;
    assert_eq!(
        loaded(&program, &[("p.csv", people.as_bytes())], &[("e.json", batch.as_bytes())]),
        "c-1 email=empty phone=\"385911234567\"\n  2026-01-03T09:00Z bought price=3\n  2026-01-06T09:00Z bought price=6\n\
         c-9 email=\"ana@example.com\" phone=\"385911234567\"\n  2026-01-01T09:00Z bought price=1\n  2026-01-02T09:00Z bought price=2\n  2026-01-04T09:00Z bought price=4\n\
         email:ben@example.com\n  2026-01-05T09:00Z bought price=5\n"
            .replace(" email=empty", "")
    );
}

/// Events as they are sent one by one: what stands in the address stands beside the body.
#[test]
fn events_that_were_sent_one_by_one() {
    let program = program(SHOP);
    let people = "personId,phone,email\nc-9,385911234567,ana@example.com\n";
    let events = r#"
        {"personId": "c-9", "definitionId": "bought", "time": "2026-01-01T09:00:00.000Z", "eventId": "e-1", "properties": {"price": 1}}
        {"personId": "385911234567", "identifierType": "PHONE", "definitionId": "bought", "time": "2026-01-02T09:00:00.000Z", "eventId": "e-2", "properties": {"price": 2}}
        {"personId": "c-9", "identifierType": "EXTERNAL_ID", "definitionId": "bought", "time": "2026-01-03T09:00:00.000Z", "properties": {"price": 3}}"#;
    assert_eq!(
        loaded(&program, &[("p.csv", people.as_bytes())], &[("e.jsonl", events.as_bytes())]),
        "c-9 email=\"ana@example.com\" phone=\"385911234567\"\n  2026-01-01T09:00Z bought price=1\n  \
         2026-01-02T09:00Z bought price=2\n  2026-01-03T09:00Z bought price=3\n"
    );
    let event =
        r#"{"personId": "x", "identifierType": "LINE", "definitionId": "bought", "time": "2026-01-01"}"#;
    let errors = load(&program, &Options::default(), &[], &[("e.jsonl", event.as_bytes())]).unwrap_err();
    let [error] = lines(&errors).try_into().unwrap();
    assert!(error.starts_with("E0605 e.jsonl:1:identifierType "), "{error}");
}

#[test]
fn an_identifier_of_another_type_means_nobody() {
    let program = program(SHOP);
    let event = r#"{"definitionId": "bought", "occurredTime": "2026-01-01", "identifier": {"id": "x", "type": "LINE", "sender": "s"}}"#;
    let errors = load(&program, &Options::default(), &[], &[("e.jsonl", event.as_bytes())]).unwrap_err();
    assert_eq!(
        lines(&errors),
        [
            "E0605 e.jsonl:1:identifier the row cannot be read: nobody is found by an identifier of type `LINE`: \
          `ID`, `EXTERNAL_ID`, `PHONE` and `EMAIL` are known"
        ]
    );
    let odd = r#"{"definitionId": "bought", "occurredTime": "2026-01-01", "identifier": "x"}"#;
    let errors = load(&program, &Options::default(), &[], &[("e.jsonl", odd.as_bytes())]).unwrap_err();
    assert_eq!(lines(&errors), ["E0605 e.jsonl:1 the row cannot be read: its `identifier` is no object"]);
}

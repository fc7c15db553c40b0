use server::outgoing::Spool;

use crate::house;

#[test]
fn a_message_goes_out_once_and_waits_until_it_can() {
    house(|app| {
        app.write(|work| work.send("offer.made", "office@example.org", "An offer waits", "Sign in to see it."));
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "in the way").unwrap();
        let nowhere = Spool::new(file.join("outgoing"), "kith@example.org".into());
        assert!(nowhere.deliver(&app.store).is_err());
        let spool = Spool::new(folder.path().join("outgoing"), "kith@example.org".into());
        assert_eq!(spool.deliver(&app.store).unwrap(), 1);
        assert_eq!(spool.deliver(&app.store).unwrap(), 0);
        let names: Vec<_> = std::fs::read_dir(folder.path().join("outgoing")).unwrap().flatten().collect();
        assert_eq!(names.len(), 1);
        let text = std::fs::read_to_string(names[0].path()).unwrap();
        assert!(text.contains("To: <office@example.org>\r\n"));
    });
}

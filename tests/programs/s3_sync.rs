//! `s3-sync` on a real rclone, with a folder for a bucket.

use std::fs;
use std::path::PathBuf;

use super::helper::Helper;
use super::{program, read};

/// The sidecar and its bucket, a folder where it runs: rclone is told that the store is this machine.
fn helper(direction: &str) -> (Helper, PathBuf) {
    let helper = Helper::of(&format!(
        "name: shop\nmain: registry.example.com/shop:1.0\nsidecar: {{use: s3-sync, bucket: bucket, path: /srv, \
         direction: {direction}, period: 1s}}\n",
    ));
    helper
        .edit("/etc/s3-sync/rclone.conf", &[("env_auth = true\n", ""), ("type = s3\nprovider = AWS", "type = local")]);
    let bucket = helper.folder().join("bucket");
    fs::create_dir(&bucket).expect("a folder");
    (helper, bucket)
}

#[test]
fn main_has_what_the_bucket_has() {
    let Some(rclone) = program("rclone") else { return };
    let (helper, bucket) = helper("download");
    fs::write(bucket.join("a"), "one").expect("written");
    let data = helper.mounted("/data");
    fs::write(data.join("stray"), "").expect("written");
    let mut server = helper.start(&rclone, &[]);
    server.until("its start", || helper.passes("startupProbe").then_some(()));
    assert_eq!(read(&data.join("a")), "one", "started means that the files are there");
    assert!(!data.join("stray").exists());

    fs::write(bucket.join("b"), "two").expect("written");
    fs::remove_file(bucket.join("a")).expect("removed");
    server.until("the new file", || (read(&data.join("b")) == "two" && !data.join("a").exists()).then_some(()));
    server.terminate();
}

#[test]
fn the_bucket_gets_what_main_writes_and_loses_nothing() {
    let Some(rclone) = program("rclone") else { return };
    let (helper, bucket) = helper("upload");
    fs::write(bucket.join("of-another-pod"), "").expect("written");
    let data = helper.mounted("/data");
    fs::write(data.join("a"), "one").expect("written");
    let mut server = helper.start(&rclone, &[]);
    server.until("the file", || (read(&bucket.join("a")) == "one").then_some(()));
    fs::write(data.join("last"), "words").expect("written");
    server.terminate();
    assert_eq!(read(&bucket.join("last")), "words");
    assert!(bucket.join("of-another-pod").exists());
}

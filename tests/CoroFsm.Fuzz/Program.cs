using System.CommandLine;
using CoroFsm.Fuzz.Xml;

var seconds = new Option<int>("--seconds") { Description = "The duration in seconds.", DefaultValueFactory = _ => 60 };
var seed = new Option<int>("--seed")
{
    Description = "The seed of the first case; each further case adds one.",
    DefaultValueFactory = _ => 1,
};
var corpus = new Option<DirectoryInfo>("--corpus") { Description = "The folder of the initial documents." };
var keep = new Option<bool>("--keep") { Description = "Adds a small document for each new kind of outcome to the corpus." };
var failures = new Option<DirectoryInfo>("--failures")
{
    Description = "The folder for the documents of failures.",
    DefaultValueFactory = _ => new("fuzz-failures"),
};

var xml = new Command("xml", "Feeds mutated documents to XmlPushParser, whole and in chunks, and to XmlReader, and compares.")
{
    seconds, seed, corpus, keep, failures,
};
xml.SetAction(arguments => new XmlFuzz(arguments.GetValue(corpus), arguments.GetValue(keep), arguments.GetRequiredValue(failures))
    .Run(TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetValue(seed)));
return new RootCommand("Searches for input that breaks the parsers.") { xml }.Parse(args).Invoke();

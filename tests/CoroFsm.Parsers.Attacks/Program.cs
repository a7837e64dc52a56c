using System.Diagnostics;
using System.Globalization;
using CoroFsm.Parsers.Attacks;
using CoroFsm.Parsers.Xml;

// Feeds the attack that is named, and tells how it ended and how much memory the process has had at the most; without a name it is fed a few ordinary tags, and so has what every user of the parser has.
string verdict;
using var parser = new XmlPushParser<Counting>(default, new() { Dtd = XmlDtdMode.Process });
try
{
    Attack.FeedTo(parser, args is [var name] ? name : "none");
    parser.Complete();
    verdict = "accepted";
}
catch (XmlPushException error)
{
    verdict = error.Message;
}

using var process = Process.GetCurrentProcess();
Console.WriteLine(process.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
Console.WriteLine(verdict);

using System.Diagnostics;
using System.Globalization;
using CoroFsm.Parsers.Attacks;
using CoroFsm.Parsers.Xml;

// Feeds the named attack and prints its outcome and the peak memory of the process. Without a name it feeds a few ordinary tags: the
// baseline of every user of the parser.
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

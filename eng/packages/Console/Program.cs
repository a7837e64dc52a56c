using CoroFsm;
using CoroFsm.Parsers.Xml;

using var buses = Machine.Start<SaxEvent>(Buses);
using var parser = new XmlPushParser(buses);
parser.Feed("<buses><bus id='147'/><bus i"u8);
parser.Feed("d='22'/></buses>"u8);
parser.Complete();

static async Coroutine Buses(Inbox<SaxEvent> sax)
{
    await foreach (var e in sax)
    {
        if (e.IsStart("bus"))
            Console.WriteLine($"bus {e.Attributes.GetValue("id")}");
    }
}

namespace CoroFsm.Tests.Course;

/// <summary>
/// Part 2 of the course: a source that is no coroutine drives greps and printers, broadcast and merged. The greps are coroutines, classes
/// and filters in turn.
/// </summary>
public abstract class GrepPipelines
{
    private static readonly string[] Orders = ["black tea", "coffee", "tea with milk", "hot milk"];

    private readonly StringWriter output = new() { NewLine = "\n" };

    [Fact]
    public void GrepToPrinter_Lines_PrintsMatchingOnesAndCompletes()
    {
        Orders.PushTo(Grep("tea", Printer("printer")));
        Assert.Equal("printer: black tea\nprinter: tea with milk\nprinter closed\n", output.ToString());
    }

    [Fact]
    public void Broadcast_ThreeGrepsAndPrinters_SendsEachItemToAllInOrder()
    {
        Orders.PushTo(Stage.Broadcast(
            Grep("tea", Printer("one")),
            Grep("coffee", Printer("two")),
            Grep("milk", Printer("three"))));
        Assert.Equal(
            """
            one: black tea
            two: coffee
            one: tea with milk
            three: tea with milk
            three: hot milk
            one closed
            two closed
            three closed

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    [Fact]
    public void Diamond_LineMatchesTwice_IsPrintedTwiceAndPrinterCompletesOnce()
    {
        var printer = Stage.FanIn(Printer("printer"));
        Orders.PushTo(Stage.Broadcast(
            Grep("tea", printer.Input()),
            Grep("coffee", printer.Input()),
            Grep("milk", printer.Input())));
        Assert.Equal(
            """
            printer: black tea
            printer: coffee
            printer: tea with milk
            printer: tea with milk
            printer: hot milk
            printer closed

            """.ReplaceLineEndings("\n"),
            output.ToString());
    }

    [Fact]
    public void Diamond_UpstreamsInSequence_PrinterCompletesAfterLast()
    {
        var printer = Stage.FanIn(Printer("printer"));
        var (first, second) = (Grep("tea", printer.Input()), Grep("milk", printer.Input()));
        Orders.PushTo(first);
        Assert.Equal("printer: black tea\nprinter: tea with milk\n", output.ToString());

        Orders.PushTo(second);
        Assert.EndsWith("printer: tea with milk\nprinter: hot milk\nprinter closed\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Broadcast_SourceFails_NotifiesEveryPrinterAndThrows()
    {
        var failure = new IOException("the kitchen is closed");
        var printer = Stage.FanIn(Printer("shared"));
        var greps = Stage.Broadcast(Grep("tea", printer.Input()), Grep("milk", printer.Input()), Grep("coffee", Printer("own")));
        Assert.Same(failure, Assert.Throws<IOException>(() => Failing().PushTo(greps)));
        Assert.Equal("shared: black tea\nown: coffee\nshared: the kitchen is closed\nown: the kitchen is closed\n", output.ToString());

        IEnumerable<string> Failing()
        {
            foreach (var order in Orders[..2])
                yield return order;
            throw failure;
        }
    }

    [Fact]
    public void Broadcast_PrinterFails_OthersReceiveItemAndError()
    {
        var failure = new IOException("out of paper");
        var targets = Stage.Broadcast(Grep("tea", Sink.To<string>(_ => throw failure)), Grep("tea", Printer("other")));
        Assert.Same(failure, Assert.Throws<IOException>(() => Orders.PushTo(targets)));
        Assert.Equal("other: black tea\nother: out of paper\n", output.ToString());
    }

    protected abstract IObserver<string> Grep(string pattern, IObserver<string> next);

    private IObserver<string> Printer(string name) =>
        Sink.To<string>(
            line => output.WriteLine($"{name}: {line}"),
            () => output.WriteLine($"{name} closed"),
            error => output.WriteLine($"{name}: {error.Message}"));
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Rival.Akka;
using Spectre.Console;

var rounds = new Option<int>("--rounds") { Description = "How often each side runs.", DefaultValueFactory = static _ => 5 };
var seconds = new Option<double>("--seconds") { Description = "How long each run takes.", DefaultValueFactory = static _ => 2 };
var directory = new Option<DirectoryInfo>("--directory")
{
    Description = "Where the databases are, such as a disk or /dev/shm.",
    DefaultValueFactory = static _ => new(Path.GetTempPath()),
}.AcceptExistingOnly();
var root = new RootCommand("Compares durable machines with persistent actors of Akka.NET, in turns, both on SQLite.")
{
    rounds, seconds, directory,
};
root.SetAction(arguments => CompareAsync(
    arguments.GetValue(rounds), TimeSpan.FromSeconds(arguments.GetValue(seconds)), arguments.GetRequiredValue(directory).FullName));
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);

static async Task CompareAsync(int rounds, TimeSpan time, string directory)
{
    var table = new Table().AddColumns("senders", "Akka /s", "CoroFsm /s", "ratio", "lowest-highest");
    foreach (var senders in (int[])[1, 64])
    {
        List<(double Actors, double Machines)> results = [];
        for (var round = 0; round < rounds; round++)
        {
            results.Add((
                await MeasureAsync(PersistentActors.OpenAsync, directory, senders, time).ConfigureAwait(false),
                await MeasureAsync(DurableMachines.OpenAsync, directory, senders, time).ConfigureAwait(false)));
        }

        var ratios = results.Select(static result => result.Machines / result.Actors).Order().ToArray();
        table.AddRow(
            Text(senders, "N0"),
            Text(Median(results.Select(static result => result.Actors)), "N0"),
            Text(Median(results.Select(static result => result.Machines)), "N0"),
            Text(Median(ratios), "N1"),
            $"{Text(ratios[0], "N1")}-{Text(ratios[^1], "N1")}");
    }

    AnsiConsole.Write(table);
}

// Each sender waits for the acknowledgement of its event before it sends the next one.
static async Task<double> MeasureAsync(Func<string, int, Task<IContender>> open, string directory, int senders, TimeSpan time)
{
    var files = Directory.CreateDirectory(Path.Combine(directory, $"rival-{Guid.NewGuid():N}"));
    try
    {
        var contender = await open(Path.Combine(files.FullName, "journal.db"), senders).ConfigureAwait(false);
        await using (contender.ConfigureAwait(false))
        {
            var add = new Add("sku-1", 1, 1999);
            await Task.WhenAll(Enumerable.Range(0, senders).Select(i => contender.SendAsync(i, add))).ConfigureAwait(false);
            var clock = Stopwatch.StartNew();
            var tasks = Enumerable.Range(0, senders).Select(i => Task.Run(() => SendAsync(contender, i, add, clock, time)));
            var sent = await Task.WhenAll(tasks).ConfigureAwait(false);
            return sent.Sum() / clock.Elapsed.TotalSeconds;
        }
    }
    finally
    {
        files.Delete(recursive: true);
    }
}

static async Task<int> SendAsync(IContender contender, int sender, Add add, Stopwatch clock, TimeSpan time)
{
    var count = 0;
    for (; clock.Elapsed < time; count++)
        await contender.SendAsync(sender, add).ConfigureAwait(false);
    return count;
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
}

static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

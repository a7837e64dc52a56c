namespace Orders;

/// <summary>Puts a load on the service over the loopback network, and shows what became of it.</summary>
internal static class LoadCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(LoadOptions options, TextWriter output)
    {
        await using var app = OrderService.Build(
            Settings(options), telemetry: false, static builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        await ServeCommand.StartAsync(app);
        var interrupted = app.Lifetime.ApplicationStopping;
        using var http = new HttpClient { BaseAddress = new($"{ServeCommand.Address(app)}/"), Timeout = TimeSpan.FromMinutes(2) };
        var client = new HttpOrderClient(http);
        var desk = app.Services.GetRequiredService<OrderDesk>();

        // Compiles the code, and opens the connections.
        await Parallel.ForAsync(
            0, options.Clients, new ParallelOptions { MaxDegreeOfParallelism = options.Clients, CancellationToken = interrupted },
            async (number, _) => await new Customer(~number).RunAsync(client, static _ => { }));
        var memory = Memory();
        Write($"{options.Orders:N0} orders with {Customer.Requests} requests each, {options.Clients} at the same time");

        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        var answers = new int[Enum.GetValues<Answer>().Length];
        await ShowAsync(
            Parallel.ForAsync(
                0,
                options.Orders,
                new ParallelOptions { MaxDegreeOfParallelism = options.Clients, CancellationToken = interrupted },
                async (number, _) => await new Customer(HashCode.Combine(options.Seed, number))
                    .RunAsync(client, answer => Interlocked.Increment(ref answers[(int)answer]))),
            async () => $"{answers.Sum():N0} of {options.Orders * Customer.Requests:N0} requests, {await OpenAsync():N0} open orders");
        var elapsed = time.GetElapsedTime(start);
        Write($"{answers.Sum():N0} requests in {elapsed.TotalSeconds:F1} s: {answers.Sum() / elapsed.TotalSeconds:N0} a second");
        Write(string.Join(", ", Enum.GetValues<Answer>().Select(answer => $"{answer}: {answers[(int)answer]:N0}")));

        var open = await OpenAsync();
        var full = Memory();
        Write($"Waiting for the return period and the idle timeout of {options.Hold.TotalSeconds} s");
        await ShowAsync(AllEndAsync(desk, interrupted), async () => $"{await OpenAsync():N0} open orders");
        app.Services.GetRequiredService<FakePayments>().PayOut();
        Write($"Orders by end, with {options.Clients} of the warm-up:");
        foreach (var (end, count) in desk.CountEnds())
            Write($"  {end,-12}{count,9:N0}");
        Write($"Memory: {memory:F1} MB after the warm-up, {full:F1} MB with {open:N0} open orders, "
            + $"{Memory():F1} MB with {await OpenAsync():N0}");
        await app.StopAsync(CancellationToken.None);

        void Write(string text) => output.WriteLine(text);

        Task<int> OpenAsync() => desk.CountOpenAsync(CancellationToken.None);

        async Task ShowAsync(Task work, Func<Task<string>> progress)
        {
            using var timer = new PeriodicTimer(Interval);
            while (!work.IsCompleted)
            {
                if (await Task.WhenAny(work, timer.WaitForNextTickAsync().AsTask()) != work)
                    Write($"  {await progress()}");
            }

            await work;
        }
    }

    private static string[] Settings(LoadOptions options) =>
    [
        "--urls=http://127.0.0.1:0",
        $"--Shop:ReturnPeriod={options.Hold}",
        $"--Shop:IdleTimeout={options.Hold}",
        "--Shop:PaymentTimeout=00:00:00.2",
        "--Shop:RetryDelay=00:00:00.01",
        "--Shop:ArchiveSize=100",
        "--Payments:Latency=00:00:00.002",
        $"--Payments:Seed={options.Seed}",
    ];

    private static async Task AllEndAsync(OrderDesk desk, CancellationToken cancellationToken)
    {
        while (await desk.CountOpenAsync(cancellationToken) > 0)
            await Task.Delay(50, cancellationToken);
    }

    private static double Memory()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true) / 1e6;
    }
}

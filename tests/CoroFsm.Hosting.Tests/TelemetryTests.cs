using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using CoroFsm.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CoroFsm.Hosting.Tests;

/// <summary>Metrics, activities, logs and health: their names, and that no key is in them.</summary>
[Collection("telemetry")]
public sealed class TelemetryTests
{
    private const string Key = "secret-4711";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_LifeOfMachines_AreCountedByTypeStateAndReason()
    {
        await using var host = new MachineHost(static options => options.Capacity = 2);
        using var metrics = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        await host.Send("1", "a");
        await host.Send("2", "pay");
        await Assert.ThrowsAsync<MachineRefusedException>(() => host.Send("3", "a"));
        Assert.Equal(
            [
                "corofsm.hosting.events.pending{orders} 0",
                "corofsm.hosting.events.refused{orders,capacity} 1",
                "corofsm.hosting.machines.active{orders,Run/Open} 1",
                "corofsm.hosting.machines.active{orders,Run/Paid/Shipping} 1",
                "corofsm.hosting.machines.started{orders} 2",
            ],
            metrics.Collect());
        await host.Send("1", "end");
        await host.Gone("1");
        await host.Send("2", "ship");
        await Assert.ThrowsAsync<FormatException>(() => host.Send("2", "fail"));
        await host.Gone("2");
        await host.Send("1", "a");
        await host.Orders.CloseAsync("1");
        await host.Send("1", "a");
        await host.StopAsync(Cancellation);
        Assert.Equal(
            [
                "corofsm.hosting.events.pending{orders} 0",
                "corofsm.hosting.machines.active{orders,Run/Open} 0",
                "corofsm.hosting.machines.active{orders,Run/Paid/Shipping} 0",
                "corofsm.hosting.machines.ended{orders,closed} 1",
                "corofsm.hosting.machines.ended{orders,completed} 1",
                "corofsm.hosting.machines.ended{orders,faulted} 1",
                "corofsm.hosting.machines.ended{orders,stopped} 1",
                "corofsm.hosting.machines.started{orders} 2",
            ],
            metrics.Collect());
    }

    [Fact]
    public async Task Metrics_RestartsEvictionsAndLosses_AreCounted()
    {
        await using var host = new MachineHost(static options =>
        {
            options.FaultPolicy = FaultPolicy.Restart;
            options.RestartDelay = TimeSpan.Zero;
            options.IdleTimeout = TimeSpan.FromMinutes(1);
            options.Machine = new() { Unmatched = Unmatched.Defer, Type = "Order" };
        });
        using var metrics = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        await host.Send("1", "unknown");
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await host.Gone("1");
        Assert.Equal(
            [
                "corofsm.hosting.events.lost{Order} 1",
                "corofsm.hosting.events.pending{Order} 0",
                "corofsm.hosting.machines.ended{Order,evicted} 1",
                "corofsm.hosting.machines.ended{Order,faulted} 1",
                "corofsm.hosting.machines.restarted{Order} 1",
                "corofsm.hosting.machines.started{Order} 2",
            ],
            metrics.Collect());
    }

    /// <summary>A machine whose states have the names of its data does not flood the metrics.</summary>
    [Fact]
    public async Task Metrics_ManyStates_AreBounded()
    {
        await using var host = new MachineHost(coroutine: static async (key, inbox, _) => await inbox.Receive($"state of {key}"));
        using var metrics = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        for (var i = 0; i < 150; i++)
            await host.Orders.EnsureStartedAsync($"{i}", Cancellation);
        var states = metrics.Collect().Where(static line => line.Contains("active", StringComparison.Ordinal)).ToArray();
        Assert.Equal(101, states.Length);
        Assert.Contains("corofsm.hosting.machines.active{orders,other} 50", states);
    }

    /// <summary>Keys may be secrets: they are in no tag, and in no log message above the level Debug.</summary>
    [Fact]
    public async Task Telemetry_AllThatHappens_ShowsNoKey()
    {
        await using var host = new MachineHost(static options =>
        {
            options.IdleTimeout = TimeSpan.FromMinutes(1);
            options.FaultPolicy = FaultPolicy.Restart;
            options.MaxRestarts = 1;
            options.RestartDelay = TimeSpan.Zero;
        });
        using var metrics = new Measurements(host.Services.GetRequiredService<IMeterFactory>());
        using var coreMetrics = new Measurements(factory: null);
        List<Activity> activities = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => MachineInstrumentation.GetSourceNames().Contains(source.Name),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (activities)
                    activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await host.Send(Key, "pay");
        await host.Send(Key, "ship");
        await Assert.ThrowsAsync<UnexpectedEventException>(() => host.Send(Key, "unknown"));
        await Assert.ThrowsAsync<FormatException>(() => host.Send(Key, "fail"));
        await Assert.ThrowsAsync<FormatException>(() => host.Send(Key, "fail"));
        await host.Gone(Key);
        host.Log.DisposeFails = true;
        await host.Send(Key, "a");
        host.Time.Advance(TimeSpan.FromMinutes(2));
        await host.Gone(Key);
        var gate = new Gate();
        var busy = Task.Run(() => host.Send(Key, "a", gate), Cancellation);
        await gate.Inside;
        var seen = metrics.Collect().Concat(coreMetrics.Collect()).ToArray();
        var stopping = host.StopAsync(new(canceled: true));
        await host.Logs.WhenAsync(MachineLogEvents.Unfinished);
        gate.Open();
        await stopping;
        await busy;

        seen = [.. seen, .. metrics.Collect(), .. coreMetrics.Collect()];
        Assert.Contains(seen, static line => line.StartsWith("corofsm.events.received{orders}", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, static line => line.Contains(Key, StringComparison.Ordinal));
        Activity[] ours;
        lock (activities)
            ours = [.. activities.Where(static activity => Equals(activity.GetTagItem("machine.type"), "orders"))];
        Assert.NotEmpty(ours);
        Assert.DoesNotContain(
            ours.SelectMany(static activity => activity.TagObjects),
            static tag => $"{tag.Value}".Contains(Key, StringComparison.Ordinal));
        Assert.Contains(
            host.Logs.Entries,
            static entry => entry.Level == LogLevel.Debug && entry.Message.Contains(Key, StringComparison.Ordinal));
        Assert.Superset(
            new HashSet<int>
            {
                MachineLogEvents.Faulted, MachineLogEvents.Restarting, MachineLogEvents.RestartsExhausted, MachineLogEvents.ScopeFailed,
                MachineLogEvents.Stopping, MachineLogEvents.Unfinished,
            },
            host.Logs.Entries.Where(static entry => entry.Level > LogLevel.Debug).Select(static entry => entry.Id).ToHashSet());
        Assert.DoesNotContain(
            host.Logs.Entries,
            static entry => entry.Level > LogLevel.Debug && $"{entry.Message}{entry.Exception}".Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_DescribeKey_ShowTheDescription()
    {
        await using var host = new MachineHost(static options => options.DescribeKey = static key => $"no. {key.ToString()!.Length}");
        await Assert.ThrowsAsync<FormatException>(() => host.Send(Key, "fail"));
        Assert.Contains("A machine of orders no. 11 has faulted", (await host.Logs.WhenAsync(MachineLogEvents.Faulted)).Message);
    }

    [Fact]
    public async Task Logs_DescribeKeyThrows_ShowTheName()
    {
        await using var host = new MachineHost(static options => options.DescribeKey = static _ => throw new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => host.Send(Key, "fail"));
        Assert.Contains("A machine of orders has faulted", (await host.Logs.WhenAsync(MachineLogEvents.Faulted)).Message);
    }

    /// <summary>A log provider that throws, as one does whose disk is full, keeps no key from being freed.</summary>
    [Fact]
    public async Task Logs_ProviderThrows_ChangesNothing()
    {
        await using var host = new MachineHost(static options => options.FaultPolicy = FaultPolicy.Restart);
        host.Logs.Fails = true;
        await host.Send("1", "a");
        var gone = host.Gone("1");      // of this machine: the next one may take its place at once
        await Assert.ThrowsAsync<FormatException>(() => host.Send("1", "fail"));
        await gone;
        Assert.True(await host.Orders.CloseAsync("1"));
        await host.Send("1", "end");
        await host.Gone("1");
        Assert.Equal(0, host.Orders.Count);
        host.Logs.Fails = false;
    }

    [Fact]
    public async Task PublishesTelemetry_False_LeavesMachinesWithoutCoreMetrics()
    {
        await using var host = new MachineHost(static options =>
        {
            options.PublishesTelemetry = false;
            options.Machine = new() { Type = "quiet" };
        });
        using var coreMetrics = new Measurements(factory: null);
        await host.Send("1", "a");
        Assert.DoesNotContain(coreMetrics.Collect(), static line => line.Contains("quiet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Observer_OfTheOptions_IsNotified()
    {
        var observer = new Counting();
        await using var host = new MachineHost(options => options.Machine = new() { Observer = observer });
        await host.Send("1", "a");
        Assert.Equal(1, observer.Received);
    }

    [Fact]
    public async Task HealthCheck_Sets_ReportsTheWorst()
    {
        await using var host = new MachineHost(
            static options =>
            {
                options.Capacity = 10;
                options.FaultPolicy = FaultPolicy.Keep;
            },
            services: static services => services.AddHealthChecks().AddCheck<MachinesHealthCheck>("machines"));
        var health = host.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal((HealthStatus.Healthy, ""), await Check());
        for (var i = 0; i < 9; i++)
            await host.Send($"{i}", "a");
        Assert.Equal((HealthStatus.Degraded, "orders has 9 of at most 10 machines."), await Check());
        await host.Send("9", "a");
        Assert.Equal((HealthStatus.Unhealthy, "orders is at its capacity of 10 machines."), await Check());
        for (var i = 0; i < 9; i++)
            await host.Orders.CloseAsync($"{i}");
        await Assert.ThrowsAsync<FormatException>(() => host.Send("9", "fail"));
        await host.Logs.WhenAsync(MachineLogEvents.Ended, 10);
        for (var i = 0; host.Orders.KeptFaults == 0; i++)
        {
            Assert.InRange(i, 0, 1_000_000);
            await Task.Yield();
        }

        Assert.Equal((HealthStatus.Degraded, "orders keeps 1 faulted machines."), await Check());
        var data = (await health.CheckHealthAsync(Cancellation)).Entries["machines"].Data;
        Assert.Equal(
            ["orders.machines 1", "orders.capacity 10", "orders.pending 0", "orders.faulted 1", "orders.restarting 0"],
            data.Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")));
        await host.StopAsync(Cancellation);
        Assert.Equal((HealthStatus.Unhealthy, "orders is stopping."), await Check());

        async Task<(HealthStatus Status, string? Description)> Check()
        {
            var entry = (await health.CheckHealthAsync(Cancellation)).Entries["machines"];
            return (entry.Status, entry.Description);
        }
    }

    /// <summary>The page lists each log message and each instrument, with its number and its name.</summary>
    [Fact]
    public void HostingPage_ListsAllNames()
    {
        var root = Root();
        Assert.SkipWhen(root is null, "The tests do not run inside the repository.");
        var page = File.ReadAllText(Path.Combine(root!, "docs", "hosting.md"));
        Assert.All(
            typeof(MachineLogEvents).GetFields(BindingFlags.Public | BindingFlags.Static),
            field => Assert.Contains($"| {field.GetRawConstantValue()} | `{field.Name}` |", page));
        Assert.All(
            typeof(MachineInstrumentation).GetFields(BindingFlags.Public | BindingFlags.Static),
            field => Assert.Contains($"`{field.GetRawConstantValue()}`", page));
        Assert.Equal([MachineTelemetry.Name, "CoroFsm.Hosting"], MachineInstrumentation.GetMeterNames());
        Assert.Equal([MachineTelemetry.Name], MachineInstrumentation.GetSourceNames());
    }

    private static string? Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CoroFsm.sln")))
            folder = folder.Parent;
        return folder?.FullName;
    }

    private sealed class Counting : IMachineObserver
    {
        internal int Received { get; private set; }

        void IMachineObserver.OnReceived(Machine machine, object? @event) => Received++;
    }

    /// <summary>Sums what the meters of one host record: those of its factory, or those of the core.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly Dictionary<string, long> sums = [];

        internal Measurements(IMeterFactory? factory)
        {
            listener.InstrumentPublished = (instrument, l) =>
            {
                if (factory is null ? instrument.Meter.Name == MachineTelemetry.Name : instrument.Meter.Scope == factory)
                    l.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var values = string.Join(",", tags.ToArray().Select(static tag => tag.Value));
                lock (sums)
                    sums[$"{instrument.Name}{{{values}}}"] = sums.GetValueOrDefault($"{instrument.Name}{{{values}}}") + value;
            });
            listener.Start();
        }

        public void Dispose() => listener.Dispose();

        /// <summary>Returns the sums since the last call.</summary>
        internal string[] Collect()
        {
            listener.RecordObservableInstruments();
            lock (sums)
            {
                string[] lines = [.. sums.Select(static pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal)];
                sums.Clear();
                return lines;
            }
        }
    }
}

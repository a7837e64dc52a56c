namespace CoroFsm.Testing.Durability;

/// <summary>
/// Represents one run of a process with durable machines, which crashes and restarts, and of its clients. A seed decides the order of
/// everything and the crashes; the same seed gives the same run.
/// </summary>
/// <typeparam name="THost">The type of the host.</typeparam>
/// <remarks>
/// All runs on the thread of the test. What the test creates itself is the world outside, which survives crashes, as <see cref="Storage"/>
/// and <see cref="Time"/> do. Effects await <see cref="PauseAsync"/> where a crash may happen or other things may come first.
/// </remarks>
public sealed class DurableSimulation<THost>
{
    private const int StepsPerTime = 40;

    private readonly DurableSimulationOptions options;
    private readonly SimulatedRandom random;
    private readonly List<SimulatedClient<THost>> clients = [];
    private readonly List<string> steps = [];
    private Func<SimulatedLife, Task<THost>>? open;
    private SimulatedLife? life;
    private Task<THost>? opening;
    private bool allowsCrashes = true;

    internal DurableSimulation(ulong seed, DurableSimulationOptions options)
    {
        Seed = seed;
        this.options = options;
        random = new(seed);
        Random = new(unchecked(seed * 0xD1342543DE82EF95));
    }

    /// <summary>Gets the seed.</summary>
    public ulong Seed { get; }

    /// <summary>Gets what survives the crashes.</summary>
    public MemoryJournalStorage Storage { get; init; } = new();

    /// <summary>Gets the clock. It advances to the next timer when nothing else can be done, and sometimes before.</summary>
    public SimulatedTime Time { get; } = new();

    /// <summary>Gets the source of random numbers for the test: the same for the same seed.</summary>
    public SimulatedRandom Random { get; }

    /// <summary>Gets the steps so far.</summary>
    public IReadOnlyList<string> Steps => steps;

    /// <summary>Gets the number of crashes so far.</summary>
    public int Crashes { get; private set; }

    /// <summary>Sets how the process starts. It starts at the first step, and after each crash.</summary>
    /// <param name="open">Opens the host on the journal, the clock and the scheduler of a life.</param>
    public void Start(Func<SimulatedLife, Task<THost>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        this.open = open;
    }

    /// <summary>Adds a client. Several act in any order.</summary>
    /// <returns>The client.</returns>
    public SimulatedClient<THost> AddClient()
    {
        var client = new SimulatedClient<THost>(clients.Count + 1);
        clients.Add(client);
        return client;
    }

    /// <summary>
    /// Waits, for an effect or a delivery, until the seed chooses to continue. Never, if the process crashes before.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait, at a step that the seed chooses.</param>
    /// <returns>A task that ends at a later step.</returns>
    public Task PauseAsync(CancellationToken cancellationToken = default)
    {
        var completion = new TaskCompletionSource();
        Life.Pauses.Add((completion, cancellationToken));
        return completion.Task;
    }

    /// <summary>Runs until all clients have completed and nothing is left to do, or until a condition is true.</summary>
    /// <param name="until">The condition; null for none. Necessary if machines set timers for ever.</param>
    /// <param name="maxSteps">The maximum number of steps, after which the run fails because it does not seem to end.</param>
    /// <exception cref="InvalidOperationException">A client waits although nothing is left to do, the maximum number of steps is exceeded,
    /// or a part of the process has left the simulation.</exception>
    public void Run(Func<bool>? until = null, int maxSteps = 100_000)
    {
        for (var count = 0; ; count++)
        {
            if (life is null)
                Begin();
            else if (until?.Invoke() == true)
                return;
            ThrowIfFailed();
            if (count == maxSteps)
                throw new InvalidOperationException($"The run has not ended after {maxSteps} steps. Raise the limit, or pass a condition.");
            if (!Step())
                break;
        }

        if (clients.Find(static client => !client.HasCompleted) is { } client)
        {
            throw new InvalidOperationException(
                $"Client {client.Number} waits for its action {client.CompletedCount + 1}, but nothing is left to do. "
                + "Check that the action ends, and that everything runs on the scheduler of the life.");
        }

        if (until is not null)
            throw new InvalidOperationException("Nothing is left to do, but the condition is false.");
    }

    /// <summary>Calls the host and runs until the call has ended, without crashes.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>Its result.</returns>
    public TResult Call<TResult>(Func<THost, Task<TResult>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        TResult result = default!;
        var client = AddClient().Do(async host => result = await call(host));
        var before = allowsCrashes;
        allowsCrashes = false;
        try
        {
            Run(() => client.HasCompleted);
        }
        finally
        {
            allowsCrashes = before;
            clients.Remove(client);
        }

        return result;
    }

    /// <summary>Ends the process without any notice. The next step starts it again.</summary>
    public void Crash()
    {
        life?.End();
        life = null;
        opening = null;
        foreach (var client in clients)
            client.Reset();
    }

    private SimulatedLife Life => life ?? throw new InvalidOperationException("The process does not run. Call Start and Run first.");

    private void Begin()
    {
        if (open is null)
            throw new InvalidOperationException("The simulation does not know how the process starts. Call Start first.");
        var next = life = new(Crashes + 1, new(Storage) { CommitsManually = true }, Time);
        opening = next.Scheduler.Start(() => open(next)).Unwrap();
    }

    private void ThrowIfFailed()
    {
        Life.Scheduler.ThrowIfUsedElsewhere();
        foreach (var client in clients)
            client.Failure?.Throw();
        if (opening is { IsCompleted: true, IsCompletedSuccessfully: false })
            opening.GetAwaiter().GetResult();
    }

    /// <summary>Does one thing of those that can be done.</summary>
    /// <returns>False if nothing can be done.</returns>
    private bool Step()
    {
        if (IsCrashStep())
        {
            CrashNow();
            return true;
        }

        var ready = opening is { IsCompletedSuccessfully: true } ? clients.FindAll(static client => client.CanStart) : [];
        var tasks = Life.Scheduler.Count;
        var commits = Life.Journal.QueuedCount > 0 ? 1 : 0;
        var count = tasks + commits + Life.Pauses.Count + ready.Count;
        if (count == 0)
            return Life.Clock.HasPending && StepTime();
        if (random.Next(StepsPerTime) == 0 && StepTime())
            return true;

        var choice = random.Next(count);
        if (choice < tasks)
            RunTask(choice);
        else if ((choice -= tasks) < commits)
            Commit();
        else if ((choice -= commits) < Life.Pauses.Count)
            EndPause(choice);
        else
            Call(ready[choice - Life.Pauses.Count]);
        return true;
    }

    private bool StepTime()
    {
        if (!Time.TryJump())
            return false;
        steps.Add($"time {Time.Elapsed}");
        return true;
    }

    private void RunTask(int index)
    {
        steps.Add($"task {index + 1} of {Life.Scheduler.Count}");
        Life.Scheduler.Run(index);
    }

    private void Commit()
    {
        var count = 1 + random.Next(Life.Journal.QueuedCount);
        if (options.CommitsPerFault > 0 && random.Next(options.CommitsPerFault) == 0)
        {
            var fault = CommitFault.NotStored + random.Next(CommitFault.Conflict - CommitFault.NotStored + 1);
            Life.Journal.InjectFault(fault);
            steps.Add($"commit {count}: {fault}");
        }
        else
        {
            steps.Add($"commit {count}");
        }

        CommitNow(count);
    }

    private void CommitNow(int count)
    {
        var commit = Life.Journal.CommitAsync(count);
        if (!commit.IsCompleted)
        {
            throw new NotSupportedException(
                "The work of a transaction waits. In a simulation, let it use its transaction only, so that it ends at once.");
        }

        commit.GetAwaiter().GetResult();
    }

    private void EndPause(int index)
    {
        steps.Add($"pause {index + 1} of {Life.Pauses.Count}");
        var (completion, token) = Life.Pauses[index];
        Life.Pauses.RemoveAt(index);
        if (token.IsCancellationRequested)
            completion.SetCanceled(token);
        else
            completion.SetResult();
    }

    private void Call(SimulatedClient<THost> client)
    {
        steps.Add($"client {client.Number}, action {client.CompletedCount + 1}");
        var host = opening!.Result;
        client.IsWaiting = true;
        _ = Life.Scheduler.Start(() => client.CallAsync(host));
    }

    private bool IsCrashStep() =>
        allowsCrashes && (options.CrashSteps is { } chosen
            ? chosen.Contains(steps.Count)
            : Crashes < options.MaxCrashes && random.Next(options.StepsPerCrash) == 0);

    /// <summary>Crashes, with or without a commit that is not notified.</summary>
    private void CrashNow()
    {
        if (Life.Journal.QueuedCount is > 0 and var queued && random.Next(2) == 0)
        {
            var count = 1 + random.Next(queued);
            Life.Journal.InjectFault(CommitFault.CrashStored);
            steps.Add($"crash after the commit of {count}");
            CommitNow(count);
        }
        else
        {
            steps.Add("crash");
        }

        Crashes++;
        Crash();
    }
}

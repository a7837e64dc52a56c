namespace CoroFsm.Diagnostics;

/// <summary>Explores a machine, and notes what each event does in each state.</summary>
internal sealed class MachineExploration<TEvent>(
    Func<Machine<TEvent>> start, TEvent[] alphabet, StateGraphOptions options, CancellationToken cancellationToken)
    : Exploration<Choice<TEvent>, Machine<TEvent>, MachineConfiguration>(Choice<TEvent>.Of(alphabet, options.Outcomes), cancellationToken)
{
    private readonly CancellationToken cancellationToken = cancellationToken;
    private readonly List<MachineConfiguration> configurations = [];
    private readonly Dictionary<MachineConfiguration, int> visits = [];
    private readonly HashSet<Step> known = [];
    private readonly List<Step> steps = [];
    private string name = "";
    private int waiting;

    internal StateGraph Run()
    {
        using ExploredWork.Scope? scope = options.Outcomes.Count > 0 ? ExploredWork.Enter() : null;
        using (var first = Start())
        {
            name = first.Name;
            Reach(before: null, default!, ConfigurationOf(first));
        }

        Walk();
        return new ExploredGraph(name, configurations, steps).Make();
    }

    private protected override bool Try(Visit visit, Choice<TEvent> choice)
    {
        using var machine = Replay(visit);
        string? action = null;
        try
        {
            if (!Take(machine, choice))
                return true;
            if (choice.Outcome is not null && machine.Fault is { } fault)
                action = $"throws {fault.GetType().Name}";
        }
        catch (UnexpectedEventException) when (ConfigurationOf(machine) == visit.Configuration)
        {
            return true;
        }
        catch (Exception error)
        {
            action = $"throws {error.GetType().Name}";
        }

        var to = ConfigurationOf(machine);
        var step = new Step(visit.Configuration, Describe(choice), to, action);
        if (known.Add(step))
            steps.Add(step);
        Reach(visit, choice, to);
        return true;
    }

    private protected override bool Admits(Visit visit)
    {
        var configuration = visit.Configuration;
        if (!configuration.IsFinal && waiting++ >= options.MaxStates)
        {
            throw new InvalidOperationException($"The graph of machine {name} has more than {options.MaxStates} states: "
                + $"the next is {configuration.State}, after {Story(visit)}. "
                + $"Do not name states after data, or raise {nameof(StateGraphOptions.MaxStates)}.");
        }

        if (visit.Depth > options.MaxDepth)
        {
            throw new InvalidOperationException($"Machine {name} has a state, {configuration.State}, that takes more than "
                + $"{options.MaxDepth} events to reach: {Story(visit)}. Raise {nameof(StateGraphOptions.MaxDepth)}.");
        }

        configurations.Add(configuration);
        return true;
    }

    private protected override bool Explores(Visit visit)
    {
        if (visit.Configuration.IsFinal || visit.Depth > options.MaxDepth)
            return false;
        var count = visits.GetValueOrDefault(visit.Configuration);
        visits[visit.Configuration] = count + 1;
        return count < options.VisitsPerState;
    }

    private protected override Machine<TEvent> Start()
    {
        cancellationToken.ThrowIfCancellationRequested();
        return start()
            ?? throw new InvalidOperationException("The function that starts the machine returned null. Return Machine.Start(…).");
    }

    private protected override void SendAgain(Machine<TEvent> subject, Choice<TEvent> choice)
    {
        try
        {
            Take(subject, choice);
        }
        catch (Exception)
        {
            // The machine threw it the first time, too. If it did not, the configuration differs.
        }
    }

    private protected override MachineConfiguration ConfigurationOf(Machine<TEvent> subject) => subject.Status is MachineStatus.Running
        ? throw new InvalidOperationException($"Machine {subject.Name} still runs. Start machines here that nothing else sends to.")
        : MachineConfiguration.Of(subject);

    private protected override InvalidOperationException NotRepeatable(Visit visit, MachineConfiguration now) => new(
        $"Machine {name} does not do the same each time: after {Story(visit)} it was in {visit.Configuration}, and then in {now}. "
        + "Let the function that starts it create everything that it works on, and leave out clocks and randomness.");

    private string Story(Visit visit)
    {
        const int Shown = 10;
        var events = EventsOf(visit);
        return events.Count == 0
            ? "its start"
            : string.Join(", ", events.Take(Shown).Select(Describe)) + (events.Count > Shown ? $" and {events.Count - Shown} more" : "");
    }

    private string Describe(Choice<TEvent> choice) =>
        choice.Outcome?.ToString()
        ?? (options.Describe is { } describe ? describe(choice.Event) : choice.Event?.ToString() ?? "null");

    /// <summary>Sends an event, or ends work.</summary>
    /// <returns>False if there is no such work.</returns>
    private static bool Take(Machine<TEvent> machine, Choice<TEvent> choice)
    {
        if (choice.Outcome is { } outcome)
            return outcome.TryApply(machine);
        machine.Send(choice.Event);
        return true;
    }
}

using System.Globalization;
using CoroFsm.Testing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CoroFsm.Tests.Scheduling;

/// <summary>A mailbox compared with a list: messages of several types, filters, timers, and senders that wait for room.</summary>
public sealed class MailboxLaws
{
    private static readonly Type[] Types = [typeof(int), typeof(long), typeof(string)];

    private static readonly Gen<Step> Steps =
        from kind in Gen.Elements(Enum.GetValues<StepKind>())
        from type in Gen.Elements(Types)
        from name in Gen.Elements("a", "b")
        select new Step(kind, type, name);

    private static readonly Gen<(int Capacity, Step[] Steps)> Programs =
        from capacity in Gen.Choose(1, 6)
        from steps in Steps.ArrayOf()
        select (capacity, steps);

    [Property(MaxTest = 3_000)]
    public Property Mailbox_AnyProgram_EqualsTheModel() => Prop.ForAll(Programs.ToArbitrary(), static program =>
    {
        var time = new SimulatedTime();
        var scheduler = new Scheduler(new() { MailboxCapacity = program.Capacity, TimeProvider = time });
        var run = new Run(new(program.Capacity));
        scheduler.Spawn(task => run.Main(task, program.Steps));
        scheduler.Run();
        return run.Log.SequenceEqual(run.Expected).Label(
            $"capacity {program.Capacity}: {string.Join(", ", program.Steps)}\nmailbox {string.Join(' ', run.Log)}\nlist    "
                + $"{string.Join(' ', run.Expected)}");
    });

    private enum StepKind
    {
        TrySend,
        SendFromAnother,
        Receive,
        ReceiveEven,
        Await,
        SetTimer,
        CancelTimer,
        Pass,
    }

    private sealed record Step(StepKind Kind, Type Type, string Name)
    {
        public override string ToString() => $"{Kind} {Type.Name} {Name}";
    }

    /// <summary>The mailbox as a list, oldest first.</summary>
    private sealed class Model(int capacity)
    {
        private readonly List<(object Message, string? Timer)> messages = [];
        private readonly Queue<object> pending = new();
        private readonly Dictionary<string, (int Due, object Message)> timers = [];
        private int now;

        internal bool HasRoom => messages.Count < capacity && pending.Count == 0;

        internal object? Find(Type type, bool isEven) =>
            messages.Find(m => m.Message.GetType() == type && (!isEven || IsEven(m.Message))).Message;

        internal void Add(object message)
        {
            if (HasRoom)
                messages.Add((message, null));
            else
                pending.Enqueue(message);
        }

        internal void Take(object message)
        {
            messages.RemoveAt(messages.FindIndex(m => ReferenceEquals(m.Message, message)));
            MakeRoom();
        }

        internal void SetTimer(string name, object message)
        {
            CancelTimer(name);
            timers[name] = (now + 1, message);
        }

        internal bool CancelTimer(string name)
        {
            var there = messages.FindIndex(m => m.Timer == name);
            if (there < 0)
                return timers.Remove(name);
            messages.RemoveAt(there);
            MakeRoom();
            return true;
        }

        internal void Pass()
        {
            now++;
            // the earliest set
            foreach (var (name, timer) in timers.Where(t => t.Value.Due <= now).OrderBy(t => NumberOf(t.Value.Message)).ToArray())
            {
                timers.Remove(name);
                messages.Add((timer.Message, name));
            }
        }

        private void MakeRoom()
        {
            if (messages.Count < capacity && pending.TryDequeue(out var next))
                messages.Add((next, null));
        }
    }

    /// <summary>A task that does everything with its own mailbox.</summary>
    private sealed class Run(Model model)
    {
        private int last;

        internal List<string> Log { get; } = [];

        internal List<string> Expected { get; } = [];

        internal async Coroutine Main(TaskContext task, Step[] steps)
        {
            foreach (var step in steps)
                await Do(task, step);

            // Drains the mailbox, so that no sender waits for room forever.
            while (Types.FirstOrDefault(type => model.Find(type, isEven: false) is not null) is { } type)
                await Receive(task, type, isEven: false);
        }

        private async Coroutine Do(TaskContext task, Step step)
        {
            switch (step.Kind)
            {
                case StepKind.TrySend:
                    var sent = Make(step.Type);
                    Expected.Add($"sent {model.HasRoom}");
                    if (model.HasRoom)
                        model.Add(sent);
                    Log.Add($"sent {TrySend(task, sent)}");
                    break;
                case StepKind.SendFromAnother:
                    var other = Make(step.Type);
                    model.Add(other);
                    await task.Spawn(child => Send(child, task.Self, other));
                    break;
                case StepKind.Receive or StepKind.ReceiveEven:
                    await Receive(task, step.Type, step.Kind == StepKind.ReceiveEven);
                    break;
                case StepKind.Await when model.Find(step.Type, isEven: false) is null && model.HasRoom:
                    var late = Make(step.Type);
                    await task.Spawn(async child =>
                    {
                        await child.Yield();
                        await Send(child, task.Self, late);
                    });
                    Expected.Add($"{late}");
                    Log.Add($"{await ReceiveOf(task, step.Type)}");
                    break;
                case StepKind.SetTimer:
                    var message = Make(step.Type);
                    model.SetTimer(step.Name, message);
                    if (message is int number)
                        task.SetTimer(step.Name, TimeSpan.FromSeconds(1), number);
                    else if (message is long large)
                        task.SetTimer(step.Name, TimeSpan.FromSeconds(1), large);
                    else
                        task.SetTimer(step.Name, TimeSpan.FromSeconds(1), (string)message);
                    break;
                case StepKind.CancelTimer:
                    Expected.Add($"cancelled {model.CancelTimer(step.Name)}");
                    Log.Add($"cancelled {task.CancelTimer(step.Name)}");
                    break;
                case StepKind.Pass:
                    await task.Sleep(TimeSpan.FromSeconds(1));
                    model.Pass();
                    break;
                default:
                    break;
            }
        }

        private async Coroutine Receive(TaskContext task, Type type, bool isEven)
        {
            if (model.Find(type, isEven) is not { } expected)
                return;
            Expected.Add($"{expected}");
            model.Take(expected);
            Log.Add($"{await (isEven ? ReceiveEvenOf(task, type) : ReceiveOf(task, type))}");
        }

        private static async Coroutine<object> ReceiveOf(TaskContext task, Type type) =>
            type == typeof(int)
                ? await task.Receive<int>()
                : type == typeof(long)
                ? await task.Receive<long>()
                : await task.Receive<string>();

        private static async Coroutine<object> ReceiveEvenOf(TaskContext task, Type type) => type == typeof(int)
            ? await task.Receive<int>(static n => IsEven(n))
            : type == typeof(long) ? await task.Receive<long>(static n => IsEven(n)) : await task.Receive<string>(static s => IsEven(s));

        private static bool TrySend(TaskContext task, object message) => message switch
        {
            int n => task.TrySend(task.Self, n),
            long n => task.TrySend(task.Self, n),
            _ => task.TrySend(task.Self, (string)message),
        };

        private static async Coroutine Send(TaskContext task, TaskId to, object message)
        {
            if (message is int number)
                await task.Send(to, number);
            else if (message is long large)
                await task.Send(to, large);
            else
                await task.Send(to, (string)message);
        }

        private object Make(Type type) => ++last is var n && type == typeof(int) ? n : type == typeof(long) ? (long)n : $"{n}";
    }

    private static int NumberOf(object message) => int.Parse($"{message}", CultureInfo.InvariantCulture);

    private static bool IsEven(object message) => NumberOf(message) % 2 == 0;
}

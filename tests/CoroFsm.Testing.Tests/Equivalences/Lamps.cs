using CoroFsm.Stateless;

namespace CoroFsm.Testing.Tests.Equivalences;

/// <summary>A lamp that can be switched and that breaks, in every form that can be explored. All behave equally.</summary>
internal static class Lamps
{
    internal static readonly string[] Alphabet = ["on", "off", "break"];

    private static readonly Statechart<string, string> Chart = Statechart.Build<string, string>(chart =>
    {
        chart.Configure("Off").Permit("on", "On").Do((List<string> log) => log.Add("light"));
        chart.Configure("On").Permit("off", "Off").Do(
            (List<string> log) => log.Add("dark")).Permit("break", "Broken").Do((List<string> log) => log.Add("bang")).Ignore("on");
        chart.Configure("Broken").Ignore("off");
    });

    internal static Dictionary<string, Func<ExploredMachine<string>>> Forms { get; } = new(StringComparer.Ordinal)
    {
        ["chart"] = () => Log().Of(log => ExploredMachine.Of(Chart.Start("Off", log))),
        ["chart as coroutine"] = () => Log().Of(log => Machine.Start<string>(inbox => Chart.Run(inbox, "Off", log))),
        ["chart on Stateless"] = () => Log().Of(log => ExploredMachine.Of(Chart.StartOnStateless("Off", log))),
        ["Stateless"] = () => Log().Of(log => ExploredMachine.Of(OnStateless(log).AsStateMachine())),
        ["coroutine"] = () => Log().Of(log => Machine.Start<string>(inbox => Coroutine(inbox, log))),
        ["generator"] = () => Log().Of(log => Machine.Start<string>(inbox => Generator(inbox, log)).Named(
            path => path == nameof(Generator) ? nameof(Broken) : path[(path.LastIndexOf('/') + 1)..])),
        ["class style"] = () => Log().Of(log => new ClassStyle(log)),
        ["switch"] = () => Log().Of(
            log => ExploredMachine.Of(new Switch(log), (Switch lamp, string e) => lamp.Handle(e), lamp => lamp.State)),
    };

    private static List<string> Log() => [];

    private static ExploredMachine<string> Of(this List<string> log, Func<List<string>, ExploredMachine<string>> make) =>
        make(log).WithOutputs(log);

    private static ExploredMachine<string> Named(this Machine<string> machine, Func<string, string> name) =>
        ExploredMachine.Of(machine).WithStateNames(name);

    private static global::Stateless.StateMachine<string, string> OnStateless(List<string> log)
    {
        var lamp = new global::Stateless.StateMachine<string, string>("Off");
        lamp.Configure("Off").OnExit(() => log.Add("light")).Permit("on", "On");
        lamp.Configure("On").OnExit(
            t => log.Add(t.Trigger == "off" ? "dark" : "bang")).Permit("off", "Off").Permit("break", "Broken").Ignore("on");
        lamp.Configure("Broken").Ignore("off");
        return lamp;
    }

    private static async Coroutine Coroutine(Inbox<string> inbox, List<string> log)
    {
        while (true)
        {
            await Off(inbox);
            log.Add("light");
            if (await On(inbox) == "break")
                break;
            log.Add("dark");
        }

        log.Add("bang");
        while (true)
            await Broken(inbox);
    }

    private static async Coroutine Off(Inbox<string> inbox) => await inbox.Expect("on");

    private static async Coroutine<string> On(Inbox<string> inbox)
    {
        string e;
        do
            e = await inbox.Receive();
        while (e == "on");
        return e;
    }

    private static async Coroutine Broken(Inbox<string> inbox) => await inbox.Expect("off");

    private static IEnumerable<Wait> Generator(Inbox<string> inbox, List<string> log)
    {
        while (true)
        {
            yield return Off(inbox);
            log.Add("light");
            do
                yield return inbox.Receive("On");
            while (inbox.Current == "on");
            if (inbox.Current == "break")
                break;
            log.Add("dark");
        }

        log.Add("bang");
        while (true)
            yield return inbox.Expect("off");
    }

    private sealed class ClassStyle : MachineOf<string>
    {
        private readonly List<string> log;

        internal ClassStyle(List<string> log)
        {
            this.log = log;
            Start();
        }

        protected override Coroutine Run() => Coroutine(Inbox, log);
    }

    private sealed class Switch(List<string> log)
    {
        internal string State { get; private set; } = "Off";

        internal bool Handle(string e)
        {
            switch (State, e)
            {
                case ("Off", "on"):
                    return Go("On", "light");
                case ("On", "off"):
                    return Go("Off", "dark");
                case ("On", "break"):
                    return Go("Broken", "bang");
                case ("On", "on") or ("Broken", "off"):
                    return true;
                default:
                    return false;
            }
        }

        private bool Go(string state, string output)
        {
            State = state;
            log.Add(output);
            return true;
        }
    }
}

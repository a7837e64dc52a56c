namespace CoroFsm.Tests.Statecharts;

/// <summary>A phone call: superstates, parameters, and data that belongs to the instance rather than the chart.</summary>
internal sealed class Phone
{
    internal static readonly TriggerWithParameter<Call, string> Dial = new(Call.Dial);
    internal static readonly TriggerWithParameter<Call, int> SetVolume = new(Call.SetVolume);

    internal static readonly Statechart<State, Call> Chart = Statechart.Build<State, Call>(chart =>
    {
        chart.Configure(State.OffHook)
            .Permit(Dial, State.Ringing).If(number => number.Length > 0).Do(
                (Phone phone, string number) => phone.Log($"dialling {number}"));
        chart.Configure(State.Ringing)
            .OnEntryFrom(Dial, (Phone phone, string number) => phone.Callee = number)
            .Permit(Call.HangUp, State.OffHook)
            .Permit(Call.Answer, State.Connected);
        chart.Configure(State.Connected)
            .OnEntry((Phone phone) => phone.Log("timer on"))
            .OnExit((Phone phone) => phone.Log("timer off"))
            .InternalTransition(SetVolume, (Phone phone, int volume) => phone.Volume = volume)
            .Permit(Call.HangUp, State.OffHook)
            .Permit(Call.Hold, State.OnHold);
        chart.Configure(State.OnHold)
            .SubstateOf(State.Connected)
            .OnEntry((Phone phone) => phone.Log("music"))
            .OnExit((Phone phone) => phone.Log("silence"))
            .Permit(Call.Resume, State.Connected)
            .Permit(Call.Hurl, State.Destroyed).If((Phone phone) => phone.IsCheap);
        chart.Configure(State.Destroyed);
    });

    private readonly List<string> log = [];

    internal Phone(State state = State.OffHook) => Machine = Chart.Start(state, this);

    internal enum State
    {
        OffHook,
        Ringing,
        Connected,
        OnHold,
        Destroyed,
    }

    internal enum Call
    {
        Dial,
        Answer,
        HangUp,
        Hold,
        Resume,
        SetVolume,
        Hurl,
    }

    internal StatechartInstance<State, Call> Machine { get; }

    internal string Callee { get; private set; } = "";

    internal int Volume { get; private set; }

    internal bool IsCheap { get; set; }

    internal string Story => string.Join(", ", log);

    internal void Log(string what) => log.Add(what);
}

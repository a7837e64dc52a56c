using static CoroFsm.Tests.Machines.StateProgram;

namespace CoroFsm.Tests.Machines;

/// <summary>Runs random programs as a machine, as a chart, and as plain lists.</summary>
internal static class StateProgramRuns
{
    public static string RunChart(Case test)
    {
        List<string> log = [];
        var instance = Statechart.Build<int, char>(chart =>
        {
            chart.OnUnhandledTrigger(Unhandled.Defer);
            for (var i = 0; i < test.States.Length; i++)
            {
                var state = chart.Configure(i);
                foreach (var e in test.States[i].Accepts)
                {
                    var line = $"{i}:{e}";
                    if (test.States[i].ActionOn(e) is [var target and >= '0' and <= '3'] && target - '0' != i)
                        state.Permit(e, target - '0').Do(() => log.Add(line));
                    else
                        state.InternalTransition(e, () => log.Add(line));
                }
            }
        }).Start(0);
        foreach (var e in test.Events)
            instance.Fire(e);
        return string.Join(' ', log);
    }

    public static string RunMachine(Case test)
    {
        List<string> log = [];
        var budget = Case.Budget;
        using var machine = Machine.Start<char>(Root, new() { Unmatched = test.Policy });
        foreach (var e in test.Events)
        {
            try
            {
                machine.Send(e);
            }
            catch (UnexpectedEventException)
            {
                log.Add("!");
            }
        }

        return string.Join(' ', log);

        async Coroutine Root(Inbox<char> inbox)
        {
            var at = 0;
            while (true)
            {
                at = at switch
                {
                    0 => await State0(inbox),
                    1 => await State1(inbox),
                    2 => await State2(inbox),
                    _ => await State3(inbox),
                };
            }
        }

        async Coroutine<int> State0(Inbox<char> inbox) => await Within(inbox, 0);

        async Coroutine<int> State1(Inbox<char> inbox) => await Within(inbox, 1);

        async Coroutine<int> State2(Inbox<char> inbox) => await Within(inbox, 2);

        async Coroutine<int> State3(Inbox<char> inbox) => await Within(inbox, 3);

        async Coroutine<int> Within(Inbox<char> inbox, int number)
        {
            var state = test.States[number];
            using var handler = inbox.Handle(
                e => state.Handles.Contains(e),
                e =>
                {
                    if (state.HandlerDefers && budget-- > 0)
                    {
                        log.Add($"{number}h~{e}");
                        inbox.Defer(e);
                    }
                    else
                    {
                        log.Add($"{number}h{e}");
                    }
                });
            if (state.Until.Length == 0)
                return await Inner(inbox, number);

            var end = await inbox.Until(e => state.Until.Contains(e)).Run(Inner(inbox, number));
            if (!end.IsInterrupted)
                return end.Result;
            log.Add($"{number}u{end.By}");
            return state.UntilTarget;
        }

        async Coroutine<int> Inner(Inbox<char> inbox, int number)
        {
            var state = test.States[number];
            while (true)
            {
                var e = state.Waits switch
                {
                    Waits.ForAll => await inbox.Receive(),
                    Waits.ForAllInACall => await Next(inbox),
                    Waits.Selectively => await inbox.Receive(e => state.Accepts.Contains(e)),
                    _ => await NextOf(inbox, state.Accepts),
                };
                switch (state.ActionOn(e))
                {
                    case "defer" when budget-- > 0:
                        log.Add($"{number}~{e}");
                        inbox.Defer(e);
                        break;
                    case "post" when budget-- > 0:
                        log.Add($"{number}+{e}");
                        inbox.Post('a');
                        break;
                    case [var target and >= '0' and <= '3']:
                        log.Add($"{number}:{e}");
                        return target - '0';
                    default:
                        log.Add($"{number}:{e}");
                        break;
                }
            }
        }

        static async Coroutine<char> Next(Inbox<char> inbox) => await inbox.Receive();

        static async Coroutine<char> NextOf(Inbox<char> inbox, string accepted) => await inbox.Receive(e => accepted.Contains(e));
    }

    /// <summary>The same with lists: deferred events come first, then posted ones, then sent ones.</summary>
    public static string RunModel(Case test)
    {
        List<string> log = [];
        List<(char Event, int? Since)> aside = [];
        List<char> posted = [];
        var (at, budget, changes) = (0, Case.Budget, 0);
        foreach (var sent in test.Events)
        {
            var fails = !Offer(sent);
            while (true)
            {
                var index = aside.FindIndex(d => d.Since != changes && IsTaken(d.Event));
                if (index >= 0)
                {
                    var e = aside[index].Event;
                    aside.RemoveAt(index);
                    Take(e, index);
                }
                else if (posted is [var first, ..])
                {
                    posted.RemoveAt(0);
                    fails |= !Offer(first);
                }
                else
                {
                    break;
                }
            }

            if (fails)
                log.Add("!");
        }

        return string.Join(' ', log);

        bool IsAccepted(char e) => test.States[at] is { Waits: Waits.ForAll or Waits.ForAllInACall } || test.States[at].Accepts.Contains(e);

        bool IsTaken(char e) => IsAccepted(e) || test.States[at].Until.Contains(e) || test.States[at].Handles.Contains(e);

        bool Offer(char e)
        {
            if (IsTaken(e))
                Take(e, aside.Count);
            else if (test.Policy == Unmatched.Defer)
                aside.Add((e, null));
            else
                return test.Policy == Unmatched.Ignore;
            return true;
        }

        void Take(char e, int index)
        {
            var state = test.States[at];
            if (!IsAccepted(e) && state.Until.Contains(e))
            {
                log.Add($"{at}u{e}");
                MoveTo(state.UntilTarget);
            }
            else if (!IsAccepted(e))
            {
                var defers = state.HandlerDefers && budget-- > 0;
                log.Add(defers ? $"{at}h~{e}" : $"{at}h{e}");
                if (defers)
                    aside.Insert(index, (e, changes));
            }
            else
            {
                Act(state.ActionOn(e), e, index);
            }
        }

        void Act(string action, char e, int index)
        {
            switch (action)
            {
                case "defer" when budget-- > 0:
                    log.Add($"{at}~{e}");
                    aside.Insert(index, (e, changes));
                    break;
                case "post" when budget-- > 0:
                    log.Add($"{at}+{e}");
                    posted.Add('a');
                    break;
                case [var target and >= '0' and <= '3']:
                    log.Add($"{at}:{e}");
                    MoveTo(target - '0');
                    break;
                default:
                    log.Add($"{at}:{e}");
                    break;
            }
        }

        void MoveTo(int target)
        {
            if (target != at)
                changes++;
            at = target;
        }
    }
}

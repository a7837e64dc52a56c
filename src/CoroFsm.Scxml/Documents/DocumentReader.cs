using CoroFsm.Scxml.DataModels;
using CoroFsm.Scxml.Markup;

namespace CoroFsm.Scxml.Documents;

/// <summary>Reads the elements of a document into its states, and finds all faults.</summary>
internal sealed class DocumentReader
{
    private readonly Reading reading;
    private readonly DocumentNode document;
    private readonly CodeChecker code;
    private readonly ContentReader content;
    private readonly List<TransitionNode> transitions = [];

    private DocumentReader(MarkupElement element, Reading reading)
    {
        this.reading = reading;
        document = new(element);
        code = new(reading.ModelOf(document.DataModel), Faults);
        content = new(document, reading, code);
    }

    private FaultList Faults => reading.Faults;

    /// <summary>Reads a document. The caller throws if there are faults.</summary>
    internal static DocumentNode Read(MarkupElement element, Reading reading)
    {
        DocumentReader reader = new(element, reading);
        reader.ReadRoot();
        TargetChecker.Check(reader.document, reader.transitions, reading.Faults);
        reading.CheckCells(element.Position, reader.document.States.Count, reader.document.Events.Count);
        if (reading.Faults.IsEmpty)
            CycleChecker.Check(reader.document, reading.Faults);
        return reader.document;
    }

    private void ReadRoot()
    {
        var (element, root) = (document.Element, document.Root);
        if (element.LocalName != "scxml" || !element.IsScxml)
        {
            Faults.Add(element.Position, $"The document begins with {element}. Begin it with <scxml xmlns=\"{MarkupElement.Scxml}\">.");
            return;
        }

        Schema.Check(element, Faults);
        if (element["version"] is { } version && version != "1.0")
            Faults.Add(element.Position, $"{element} has version=\"{version}\". Write version=\"1.0\".");
        OneOf(element, "binding", "early", "late");
        if (element["initial"] is { } initial)
            root.Initial = Keep(new(element, root, initial));
        foreach (var child in element.Elements.Where(static child => child.IsScxml))
            ReadPart(root, child);
        if (!root.Children.Exists(static child => child.Kind != StateKind.History))
            Faults.Add(element.Position, $"{element} contains no state. Add a <state>, a <parallel> or a <final>.");
        GenerateIds();
    }

    private void ReadState(StateNode parent, MarkupElement element, StateKind kind)
    {
        reading.CountState(element.Position);
        Schema.Check(element, Faults);
        StateNode state = new(kind, element, parent);
        parent.Children.Add(state);
        state.Order = document.States.Count;
        document.States.Add(state);
        if (state.HasOwnId)
            AddId(state);
        OneOf(element, "type", "shallow", "deep");
        if (kind == StateKind.State && element["initial"] is { } initial)
            state.Initial = Keep(new(element, state, initial));
        foreach (var child in element.Elements.Where(static child => child.IsScxml))
            ReadPart(state, child);
        if (kind == StateKind.State && state is { Initial: not null, IsAtomic: true })
            Faults.Add(element.Position, $"{state} has initial states, but contains no state. Remove them, or add substates.");
    }

    private void ReadPart(StateNode state, MarkupElement element)
    {
        switch (element.LocalName)
        {
            case "state":
                ReadState(state, element, StateKind.State);
                break;
            case "parallel":
                ReadState(state, element, StateKind.Parallel);
                break;
            case "final":
                ReadState(state, element, StateKind.Final);
                break;
            case "history":
                ReadState(state, element, StateKind.History);
                break;
            case "transition":
                ReadTransition(state, element);
                break;
            case "initial":
                ReadInitial(state, element);
                break;
            case "onentry":
                state.Entries.Add(content.ReadHandler(element));
                break;
            case "onexit":
                state.Exits.Add(content.ReadHandler(element));
                break;
            case "datamodel":
                content.ReadData(state, element);
                break;
            case "donedata":
                state.DoneData = content.ReadDoneData(element);
                break;
            case "invoke":
                state.Invokes.Add(content.ReadInvoke(element));
                break;
            case "script" when state.Kind == StateKind.Root:
                document.Script = content.ReadScript(element);
                break;
        }
    }

    private void ReadTransition(StateNode state, MarkupElement element)
    {
        Schema.Check(element, Faults);
        OneOf(element, "type", "internal", "external");
        TransitionNode transition = new(element, state, element["target"])
        {
            Condition = element["cond"],
            Content = content.ReadBlock(element),
        };
        if (state.Kind == StateKind.History)
        {
            CheckDefault(transition);
            state.Initial = Keep(transition);
            return;
        }

        code.Check(element, ScxmlCodeKind.Condition, "cond");
        if (element["event"] is { } events)
            ReadEvents(transition, events);
        if (element["event"] is null && element["cond"] is null && transition.TargetIds.Count == 0)
            Faults.Add(element.Position, $"{element} has no event, no condition and no target. Add one of them.");
        reading.CountTransitions(element.Position, Math.Max(1, transition.Events.Count) * Math.Max(1, transition.TargetIds.Count));
        state.Transitions.Add(Keep(transition));
    }

    private void ReadInitial(StateNode state, MarkupElement element)
    {
        Schema.Check(element, Faults);
        if (element.Elements.FirstOrDefault(static child => child is { IsScxml: true, LocalName: "transition" }) is not { } child)
            return;
        if (state.Initial is not null)
        {
            Faults.Add(element.Position, $"{state} has an attribute 'initial', and a second initial transition. Keep one.");
            return;
        }

        Schema.Check(child, Faults);
        OneOf(child, "type", "internal", "external");
        TransitionNode transition = new(child, state, child["target"]) { Content = content.ReadBlock(child) };
        CheckDefault(transition);
        state.Initial = Keep(transition);
    }

    /// <summary>Checks a transition of <c>initial</c> or <c>history</c>, which is always taken.</summary>
    private void CheckDefault(TransitionNode transition)
    {
        var element = transition.Element;
        if (element["event"] is not null || element["cond"] is not null)
            Faults.Add(element.Position, $"{element} of initial or history states has an event or a condition. Remove it.");
        if (transition.TargetIds.Count == 0)
            Faults.Add(element.Position, $"{element} of initial or history states has no target. Add target=\"…\".");
    }

    private void ReadEvents(TransitionNode transition, string text)
    {
        var descriptors = Words.Of(text).Select(EventDescriptors.Normalize).ToArray();
        if (descriptors.Length == 0)
            Faults.Add(transition.Position, $"{transition.Element} has an empty list of events. Name one, or remove the attribute.");
        foreach (var descriptor in descriptors)
        {
            if (descriptor != EventDescriptors.Any && !Names.IsEventName(descriptor))
            {
                Faults.Add(transition.Position, $"'{descriptor}' in event=\"{text}\" is no event descriptor. "
                    + $"Write names with dots between them, of {Names.MaxEventName} characters at most, optionally with .* at the end, "
                    + "or * alone.");
            }

            document.Events.Add(descriptor);
        }

        transition.Events = EventDescriptors.Distinct(descriptors);
    }

    private TransitionNode Keep(TransitionNode transition)
    {
        transitions.Add(transition);
        return transition;
    }

    private void AddId(StateNode state)
    {
        if (!Names.IsId(state.Id))
        {
            Faults.Add(state.Position, $"The identifier '{state.Id}' is empty or contains white space. "
                + "Use letters, digits, '_', '-' or '.'.");
        }
        else if (!document.ById.TryAdd(state.Id, state))
        {
            Faults.Add(state.Position, $"The identifier '{state.Id}' is used by the state at {document.ById[state.Id].Position}, too. "
                + "Rename one of them.");
        }
    }

    /// <summary>Names the states without an identifier, which transitions cannot name.</summary>
    private void GenerateIds()
    {
        foreach (var (index, state) in document.States.Index().Where(static each => !each.Item.HasOwnId))
        {
            state.Id = $"{state.Element.LocalName}_{index + 1}";
            while (!document.ById.TryAdd(state.Id, state))
                state.Id += "_";
        }

        foreach (var state in document.States)
            state.Invokes.ForEach(invoke => invoke.State = state.Id);
    }

    private void OneOf(MarkupElement element, string attribute, params ReadOnlySpan<string> values)
    {
        if (element[attribute] is { } value && !values.Contains(value))
            Faults.Add(element.Position, $"{element} has {attribute}=\"{value}\". Allowed: {string.Join(", ", values!)}.");
    }
}

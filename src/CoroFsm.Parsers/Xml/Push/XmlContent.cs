namespace CoroFsm.Parsers.Xml;

/// <summary>Why parsing stops before the input does.</summary>
internal enum Interruption
{
    None,

    /// <summary>A handler has restarted: the rest of the input is another document.</summary>
    Restart,

    /// <summary>The parser has been disposed or abandoned.</summary>
    End,
}

/// <summary>
/// The second stage of the push parser: walks the structural offsets that <see cref="StructuralScan"/> has found, and makes events of
/// what is between them.
/// </summary>
/// <remarks>
/// The loop of <see cref="XmlContent{THandler}"/> takes whole, well-formed, known markup. Everything else is passed to the parts of the
/// parser: they read it by its bytes, and decide what is wrong. Each part owns its state, and describes what it has read in the
/// <see cref="XmlToken"/>.
/// </remarks>
internal abstract partial class XmlContent : XmlToken
{
    /// <summary>The depth of elements that the parser has room for at first.</summary>
    private const int UsualDepth = 32;

    private protected readonly XmlPushOptions options;
    private protected readonly NamespaceScopes scopes;
    private protected readonly TagReader tags;
    private protected readonly MarkupParser markup;
    private readonly UnfinishedMarkup unfinished;
    private protected readonly WindowRecorder recorder;
    private readonly NamespaceRules namespaces;
    private readonly EntityTable entities;

    /// <summary>The least depth at which there is text.</summary>
    private protected readonly int textDepth;

    /// <summary>The names of the open elements.</summary>
    private protected int[] stack;
    private protected int depth;

    /// <summary>The depth at which the content that is parsed began: more than 0 in the text of an entity.</summary>
    private protected int floor;

    /// <summary>The offset of the text that continues behind a reference or a line end.</summary>
    private protected int textOffset;

    /// <summary>Whether start tags must be compared with declarations of attributes, which the content loop does not do.</summary>
    private protected bool hasDeclarations;
    private bool hasStarted;
    private Interruption interruption;

    private protected XmlContent(XmlPushOptions options)
        : base(options)
    {
        this.options = options;
        textDepth = options.IsFragment ? 0 : 1;
        stack = new int[Math.Min(UsualDepth, options.MaxDepth)];
        scopes = names.Scopes;
        entities = new(options, positions, faults);
        namespaces = new(options, names, this, faults);
        var tagAttributes = new TagAttributes(options, names, this, new(Normalized, entities, faults), namespaces, entities, faults);
        tags = new(options, names, this, tagAttributes, namespaces, entities, faults);
        unfinished = new(input);
        markup = new(options, this, unfinished, tags, tagAttributes, entities);
        recorder = new(input, names, this, positions);
        Start(TextPosition.Start);
    }

    internal InputStack Input => input;

    internal DocumentNames Names => names;

    internal PositionTracker Positions => positions;

    internal XmlFaults Faults => faults;

    internal WindowRecorder Recorder => recorder;

    internal int Depth => depth;

    /// <summary>Gets the number of the name of the innermost element.</summary>
    internal int Element => stack[depth - 1];

    /// <summary>Gets a value indicating whether an element is open that began in the content that is parsed.</summary>
    internal bool CanEndElement => depth > floor;

    internal bool IsInEntity => floor > 0;

    internal bool HasRoot { get; private set; }

    /// <summary>Gets a value indicating whether nothing of the document has been read.</summary>
    internal bool IsAtStart => !hasStarted && floor == 0;

    /// <summary>Gets or sets a value indicating whether no more bytes will come.</summary>
    internal bool IsEnding { get; set; }

    internal Interruption Interruption => interruption;

    /// <summary>Starts a document.</summary>
    internal void Start(TextPosition start)
    {
        positions.Start(start);
        depth = floor = 0;
        textOffset = PositionTracker.None;
        hasDeclarations = HasRoot = hasStarted = IsEnding = false;
        interruption = Interruption.None;
        scopes.Leave(0);
        markup.Clear();
        ClearToken();
    }

    /// <summary>Stops the loop behind the current markup.</summary>
    internal void Interrupt(Interruption reason)
    {
        interruption = reason;
        input.Current.IndexCount = 0;
    }

    /// <summary>Notes that something of the document has been read, perhaps its declarations.</summary>
    internal void StartContent()
    {
        hasStarted = true;
        hasDeclarations = markup.HasDeclarations;
    }

    /// <summary>Checks, at the end of the input, that the document is whole.</summary>
    internal void CheckEnd()
    {
        if (interruption == Interruption.End)
            return;
        var window = input.Current;
        if (window.Valid < window.End)
        {
            markup.CheckUnfinishedTag(window);
            faults.Fail(window.Valid, "The input ends inside a character of several bytes.");
        }

        if (unfinished.Kind != MarkupKind.None)
            markup.FailUnfinished();
        FlushText(window, isAll: true);
        if (window.Position < window.End)
            faults.Fail(window.Position, "The input ends inside a reference; ';' is expected.");
        if (depth > 0)
        {
            var name = names.Table.StringsOf(Element).Name;
            faults.Fail(window.End, $"The input ends inside the element <{name}>; its end tag is expected.");
        }

        if (!HasRoot && !options.IsFragment)
            faults.Fail(window.End, "The input ends without an element; a root element is expected.");
    }

    internal abstract void EmitTag(int name, int start, bool isEmpty);

    internal abstract void EmitEndTag(int name, int start);

    /// <summary>Notifies the handler that another document begins.</summary>
    internal abstract void NotifyRestart();

    /// <summary>Makes room for one more open element, or fails if there cannot be one.</summary>
    private protected void PrepareLevel(int level, int offset)
    {
        if (level == 0)
        {
            if (HasRoot && !options.IsFragment)
                faults.Fail(offset, "A second root element; only comments and processing instructions may follow the root element.");
            HasRoot = hasStarted = true;
        }

        if (level < stack.Length)
            return;
        if (level >= options.MaxDepth)
            faults.FailLimit(offset, "Elements nest deeper than", options.MaxDepth);
        Array.Resize(ref stack, Math.Min(stack.Length * 2, options.MaxDepth));
    }

    /// <summary>Checks the prefix of an element that has one.</summary>
    private protected void CheckPrefix(int name, int offset) => namespaces.CheckElement(name, offset);
}

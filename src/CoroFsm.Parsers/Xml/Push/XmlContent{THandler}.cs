using System.Runtime.CompilerServices;
using CoroFsm.Pipelines;

namespace CoroFsm.Parsers.Xml;

/// <summary>The main loop, made for one type of handler, so that events reach it without a virtual call.</summary>
internal sealed class XmlContent<THandler> : XmlContent
    where THandler : struct, IObserver<SaxEvent>
{
    private THandler handler;

    internal XmlContent(THandler handler, XmlPushOptions options)
        : base(options) => this.handler = handler;

    internal ref THandler Handler => ref handler;

    /// <inheritdoc/>
    /// <remarks>Processes complete, known and well-formed markup. Hands everything else over, and continues after it.</remarks>
    private protected override void RunContent()
    {
        var window = input.Current;
        var table = names.Table;
        var b = window.Buffer;
        var index = window.Index;
        var i = window.IndexPosition;
        var p = window.Position;
        while (i < window.IndexCount)
        {
            var s = index[i];
            var c = b[s];
            if (c == '<')
            {
                if (s > p)
                {
                    EmitText(p, s);
                    p = s;
                    if (window.IndexCount == 0)
                        break;
                }

                textOffset = PositionTracker.None;
                var e = index[i + 1];
                if (b[s + 1] == '/')
                {
                    if (depth > floor && b[e] == '>')
                    {
                        var name = stack[depth - 1];
                        var length = e - s - 2;
                        if (table[name].Length == length && table.Matches(name, b, s + 2, length))
                        {
                            p = e + 1;
                            i += 2;
                            EmitEnd(table, name, s);
                            continue;
                        }
                    }
                }
                else if (b[e] == '>' && !hasDeclarations)
                {
                    var isEmpty = b[e - 1] == '/';
                    var length = e - s - (isEmpty ? 2 : 1);
                    var name = length > 0 ? table.Find(b, s + 1, length) : 0;
                    if (name != 0)
                    {
                        p = e + 1;
                        i += 2;
                        Open(table, name, s);
                        EmitStart(name, s);
                        if (isEmpty)
                            EmitEnd(table, name, s);
                        continue;
                    }
                }
                else if (b[e] == '=')
                {
                    window.IndexPosition = i;
                    var name = tags.ReadByIndex(window, s, depth + 1, out var isEmpty);
                    if (name != 0)
                    {
                        p = window.Position;
                        i = window.IndexPosition;
                        EmitTag(name, s, isEmpty);
                        continue;
                    }
                }

                window.IndexPosition = i;
                if (!markup.Begin(window, s))
                    return;
                p = window.Position;
                i = window.IndexPosition;
            }
            else if (c is (byte)'&' or (byte)'\r')
            {
                if (c == '\r' && positions.ReferenceDepth > 0)
                {
                    i++;        // it was written by a reference, and stays
                    continue;
                }

                window.IndexPosition = i;
                var isDone = ReadSpecial(p, s);
                table = names.Table;      // the text of an entity may have brought too many
                p = window.Position;
                if (!isDone)
                    break;
                i++;
            }
            else
            {
                if (c == '>' && s - 2 >= p && b[s - 1] == ']' && b[s - 2] == ']')
                    FailSectionEnd(p, s);
                i++;
            }
        }

        window.Position = p;
        window.IndexPosition = Math.Min(i, window.IndexCount);
    }

    internal override void Emit(SaxKind kind)
    {
        Expire();
        handler.OnNext(new(this, kind));
    }

    /// <inheritdoc/>
    /// <remarks>The handler may be a struct with state: it is copied out, notified, and copied back.</remarks>
    internal override void NotifyRestart()
    {
        if (handler is not IRestartObserver)
            return;

        object boxed = handler;
        try
        {
            ((IRestartObserver)boxed).OnRestart();
        }
        finally
        {
            handler = (THandler)boxed;
        }
    }

    internal override void EmitTag(int name, int start, bool isEmpty)
    {
        var table = names.Table;
        Open(table, name, start);
        EmitStart(name, start);
        Count = 0;
        if (isEmpty)
            EmitEnd(table, name, start);
    }

    internal override void EmitEndTag(int name, int start) => EmitEnd(names.Table, name, start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Deliver(SaxKind kind)
    {
        if (typeof(THandler) == typeof(ThreadedSaxHandler) && recorder.TryRecord(((ThreadedSaxHandler)(object)handler).Stage, kind))
            return;
        Expire();
        handler.OnNext(new(this, kind));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EmitStart(int name, int start)
    {
        SetTag(name, start);
        Deliver(SaxKind.StartElement);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EmitEnd(NameTable table, int name, int start)
    {
        SetTag(name, start);
        Deliver(SaxKind.EndElement);
        table.Last = NameTable.AfterEnd(name);
        depth--;
        if (depth < scopes.InnermostDepth)
            scopes.Leave(depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EmitText(int start, int end)
    {
        if (depth < textDepth)
        {
            CheckOutside(start, end);
            return;
        }

        SetText(textOffset == PositionTracker.None ? start : textOffset, start, end - start);
        Deliver(SaxKind.Text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Open(NameTable table, int name, int start)
    {
        var level = depth;
        if ((uint)(level - 1) >= (uint)(stack.Length - 1))
            PrepareLevel(level, start);
        if (table[name].Prefix != NamespaceScopes.NoPrefix)
            CheckPrefix(name, start);
        stack[level] = name;
        depth = level + 1;
    }
}

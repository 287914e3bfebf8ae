using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.SQS;
using ClickHouse.Driver;
using Sluice.Failures;
using Sluice.Planning;
using Sluice.Ledger;

namespace Sluice.Tests.Failures;

[Trait("Category", "Unit")]
public sealed class FailureClassifierTests
{
    [Theory]
    [InlineData("The specified key does not exist. HTTP response code: 404", (int)ErrorKind.Unknown, null)]
    [InlineData("Failed to get object info: No response body.. HTTP response code: 403", (int)ErrorKind.Permission, null)]
    [InlineData("The provided token has expired. (ExpiredToken). HTTP response code: 403", (int)ErrorKind.Permission, (int)Sink.Credentials)]
    [InlineData("Please reduce your request rate. HTTP response code: 503", (int)ErrorKind.Throttled, (int)Sink.S3)]
    [InlineData("We encountered an internal error. HTTP response code: 500", (int)ErrorKind.Network, (int)Sink.S3)]
    [InlineData("Poco::Exception. Code: 1000, e.displayText() = Connection refused", (int)ErrorKind.Connection, (int)Sink.S3)]
    public void What_S3_told_ClickHouse_is_read_from_its_words(string message, int kind, int? sink)
    {
        foreach (var code in (int[])[499, 636])
        {
            var failure = FailureClassifier.Classify(new ClickHouseServerException($"Code: {code}. DB::Exception: {message} (S3_ERROR)", "INSERT", code));

            (failure.Kind, failure.Sink).ShouldBe(((ErrorKind)kind, (Sink?)sink));
        }
    }

    [Fact]
    public void A_footer_that_cannot_be_read_for_no_reason_of_S3s_is_the_objects_fault() =>
        FailureClassifier.Classify(new ClickHouseServerException("Code: 636. DB::Exception: Cannot extract table structure (CANNOT_EXTRACT_TABLE_STRUCTURE)", "INSERT", 636))
            .Kind.ShouldBe(ErrorKind.Format);

    [Fact]
    public void The_servers_memory_is_no_fault_of_the_object_but_the_querys_budget_is()
    {
        FailureClassifier.Classify(new ClickHouseServerException("Code: 241. DB::Exception: (total) memory limit exceeded", "INSERT", 241))
            .ShouldSatisfyAllConditions(failure => failure.Kind.ShouldBe(ErrorKind.Throttled), failure => failure.Sink.ShouldBe(Sink.ClickHouse));
        FailureClassifier.Classify(new ClickHouseServerException("Code: 241. DB::Exception: Query memory limit exceeded", "INSERT", 241))
            .ShouldSatisfyAllConditions(failure => failure.Kind.ShouldBe(ErrorKind.Memory), failure => failure.Sink.ShouldBeNull());
    }

    [Fact]
    public void Too_many_partitions_are_the_objects_fault_and_too_many_parts_the_tables()
    {
        FailureClassifier.Classify(new ClickHouseServerException("Code: 252. DB::Exception: Too many partitions for single INSERT block (more than 100). The limit is …", "INSERT", 252))
            .ShouldSatisfyAllConditions(
                failure => (failure.Label, failure.Sink).ShouldBe(("E003", null)),
                failure => failure.Reason.ShouldStartWith("Too many partitions for single INSERT block (more than 100): raise max_partitions_per_insert_block"));
        FailureClassifier.Classify(new ClickHouseServerException("Code: 252. DB::Exception: Too many parts (300) in table 'Too many partitions'", "INSERT", 252)).Sink.ShouldBe(Sink.Table);
    }

    [Theory]
    [InlineData(60, "E005")]
    [InlineData(497, "Permission")]
    [InlineData(241, "E005")]
    [InlineData(516, "Permission")]
    public void Whatever_the_ledger_answers_is_ClickHouses_fault_and_no_objects(int code, string label)
    {
        var failure = FailureClassifier.Classify(new LedgerException(new ClickHouseServerException($"Code: {code}. DB::Exception: no", "SELECT", code)));

        (failure.Sink, failure.Label).ShouldBe((Sink.ClickHouse, label));
        failure.Reason.ShouldStartWith("the ledger cannot be asked");
    }

    [Fact]
    public void A_code_that_nobody_has_listed_is_retried_and_never_dropped()
    {
        var failure = FailureClassifier.Classify(new ClickHouseServerException("Code: 987654. DB::Exception: news", "INSERT", 987654));

        (failure.Kind, failure.Sink).ShouldBe((ErrorKind.Unknown, null));
        RetryTable.Of(failure.Kind).Attempts.ShouldBe(3);
    }

    public static TheoryData<Exception, string, bool> Transport => new()
    {
        { new HttpRequestException("x", new SocketException((int)SocketError.ConnectionRefused)), nameof(ErrorKind.Connection), true },
        { new HttpRequestException("x", new AuthenticationException("bad certificate")), nameof(ErrorKind.Connection), true },
        { new HttpRequestException("the response ended prematurely"), nameof(ErrorKind.Network), true },
        { new IOException("reset"), nameof(ErrorKind.Network), true },
        { new TimeoutException(), nameof(ErrorKind.Connection), false },
        { new OperationCanceledException(), nameof(ErrorKind.Connection), false },
        { new InvalidOperationException("a bug"), nameof(ErrorKind.Unknown), false },
    };

    [Theory]
    [MemberData(nameof(Transport))]
    public void A_transport_that_fails_is_told_from_a_server_that_says_no(Exception exception, string kind, bool isClickHouse)
    {
        var failure = FailureClassifier.Classify(exception);

        (failure.Kind.ToString(), failure.Sink == Sink.ClickHouse).ShouldBe((kind, isClickHouse));
    }

    [Fact]
    public void To_wait_for_memory_that_others_have_is_no_fault_of_the_object()
    {
        var failure = FailureClassifier.Classify(new MemoryBusyException(new OperationCanceledException()));

        (failure.Kind, failure.Sink).ShouldBe((ErrorKind.Throttled, Sink.Table), "more memory for the domain would change nothing");
    }

    [Theory]
    [InlineData("ExpiredToken", 403, (int)ErrorKind.Permission, (int)Sink.Credentials)]
    [InlineData("InvalidClientTokenId", 403, (int)ErrorKind.Permission, (int)Sink.Credentials)]
    [InlineData("AccessDenied", 403, (int)ErrorKind.Permission, null)]
    [InlineData("RequestThrottled", 403, (int)ErrorKind.Throttled, null)]
    [InlineData("InternalFailure", 500, (int)ErrorKind.Network, null)]
    [InlineData("SomethingElse", 400, (int)ErrorKind.Unknown, null)]
    public void What_SQS_says_is_classified_by_its_code(string code, int status, int kind, int? sink)
    {
        var failure = FailureClassifier.Classify(new AmazonSQSException("said", ErrorType.Sender, code, "request", (HttpStatusCode)status));

        (failure.Kind, failure.Sink).ShouldBe(((ErrorKind)kind, (Sink?)sink));
    }

    [Fact]
    public void Of_what_AWS_says_about_a_signature_only_the_first_line_is_repeated()
    {
        const string Message = "The request signature we calculated does not match.\n\nThe Canonical String for this request should have been\n'POST\n/\nx-amz-security-token:IQoJb3JpZ2luX2Vj'";

        FailureClassifier.ClassifyAws(new AmazonSQSException(Message, ErrorType.Sender, "SignatureDoesNotMatch", "request", HttpStatusCode.Forbidden)).Reason
            .ShouldBe("AWS does not accept the credentials (SignatureDoesNotMatch): The request signature we calculated does not match.");
    }

    [Fact]
    public void A_receipt_handle_is_not_repeated()
    {
        var handle = $"AQEB{new string('x', 200)}+/==";

        FailureClassifier.ClassifyAws(new AmazonSQSException(
                $"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.", ErrorType.Sender, "InvalidParameterValue", "request", HttpStatusCode.BadRequest))
            .Reason.ShouldBe("Value … for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
    }

    [Fact]
    public void What_fails_on_the_way_to_AWS_is_not_said_of_ClickHouse()
    {
        foreach (var exception in (Exception[])[new HttpRequestException("broke", new SocketException(111)), new HttpRequestException("broke"), new IOException("broke"), new TimeoutException()])
        {
            var failure = FailureClassifier.ClassifyAws(exception);

            failure.Reason.ShouldContain("AWS");
            failure.Sink.ShouldBeNull();
        }
    }
}

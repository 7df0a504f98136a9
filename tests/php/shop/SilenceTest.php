<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Order\Rows;
use Ledgerbridge\Service\Alarm;

/** Silence is loud: a banner at once, one mail when it has lasted, one when it is over, and no word that is not true. */
final class SilenceTest extends ShopTestCase
{
    /** @var list<array<string, mixed>> */
    private array $mails = [];

    protected function setUp(): void
    {
        parent::setUp();
        $this->mails = [];
        add_filter('pre_wp_mail', [$this, 'catch'], 10, 2);
        $this->told(['reached_at' => time(), 'asked_at' => time()]);
    }

    protected function tearDown(): void
    {
        remove_filter('pre_wp_mail', [$this, 'catch']);
        parent::tearDown();
    }

    /** @param mixed $sent */
    public function catch($sent, array $mail): bool
    {
        if (str_contains($mail['subject'], 'Exact Online')) { // WooCommerce mails about its orders
            $this->mails[] = $mail;
        }
        return true;
    }

    public function test_an_absence_of_a_quarter_of_an_hour_is_said_out_loud(): void
    {
        set_current_screen('dashboard');
        update_option('ledgerbridge_health', ['away_since' => time() - 1000, 'away_why' => '<b>geen</b> antwoord'], false);
        $notice = $this->printed(static fn () => do_action('admin_notices'));
        self::assertStringContainsString('has not answered for', $notice);
        self::assertStringContainsString('&lt;b&gt;geen&lt;/b&gt;', $notice);
        $this->actAs('subscriber');
        self::assertStringNotContainsString('has not answered', $this->printed(static fn () => do_action('admin_notices')));
    }

    public function test_a_parked_shop_and_a_queue_that_stands_still_are_said(): void
    {
        global $wpdb;
        set_current_screen('dashboard');
        $order = $this->sentOrder();
        $notices = fn (): string => $this->printed(static fn () => do_action('admin_notices'));
        self::assertStringNotContainsString('Exact Online:', $notices());

        $this->plugin()->rows->mark($order->get_id());
        $wpdb->query($wpdb->prepare('UPDATE %i SET changed_at = %d', \Ledgerbridge\Order\Rows::table(), time() - 3600));
        self::assertStringContainsString('Check that WP-Cron runs', $notices());

        $problem = ['code' => 'consent', 'what' => ['en' => 'Exact wants consent <again>.'], 'why' => [], 'do' => ['en' => 'Connect.'], 'action' => 'connect'];
        $this->rest('POST', '/status', ['orders' => [$this->report($order->get_id(), 1, 'parked', ['problem' => $problem, 'documents' => []])]]);
        self::assertStringContainsString('Exact wants consent &lt;again&gt;. Connect.', $notices());
    }

    public function test_what_the_service_says_of_the_connection_is_an_alarm_without_any_order(): void
    {
        $problem = ['code' => 'consent_lost', 'what' => ['en' => 'The consent is gone.', 'nl' => 'Weg.'], 'do' => ['en' => 'Connect <again>.'], 'why' => [], 'secret' => 'x'];
        self::assertSame(200, $this->rest('POST', '/status', ['orders' => [], 'connection' => $problem])->get_status());
        self::assertSame('The consent is gone. Connect <again>.', $this->plugin()->alarm->text());
        self::assertStringContainsString('The consent is gone. Connect &lt;again&gt;.', $this->printed(static fn () => do_action('admin_notices')));
        $this->rest('POST', '/status', ['orders' => []]);
        self::assertNotSame('', $this->plugin()->alarm->text(), 'a report without a word on it changes nothing');
        $this->rest('POST', '/status', ['orders' => [], 'connection' => null]);
        self::assertSame('', $this->plugin()->alarm->text());
    }

    // --- the mails ---

    public function test_down_mail_up_over_with_what_went_through(): void
    {
        $booked = $this->sentOrder();
        $waiting = $this->order();
        $this->endRequest();
        $this->down(true);
        $this->minute();
        self::assertTrue($this->plugin()->health->away());
        $this->pass(20 * MINUTE_IN_SECONDS);
        $this->minute();
        self::assertStringContainsString('has not answered for', $this->plugin()->alarm->text());
        self::assertSame([], $this->mails, 'what mends itself within minutes is not mailed');
        $this->pass(11 * MINUTE_IN_SECONDS);
        $this->minute();
        $this->minute();
        self::assertCount(1, $this->mails);
        self::assertSame(get_option('admin_email'), $this->mails[0]['to']);
        foreach (['1 orders wait here', 'No order is lost', 'page=wc-settings&tab='] as $piece) {
            self::assertStringContainsString($piece, $this->mails[0]['message']);
        }

        $this->pass(2 * HOUR_IN_SECONDS);
        $this->minute();
        self::assertCount(1, $this->mails);
        $this->down(false);
        $this->pass(HOUR_IN_SECONDS);
        $this->minute();
        self::assertFalse($this->plugin()->health->away());
        self::assertFalse($this->plugin()->rows->find($waiting->get_id())->unsent(), 'what waited went by itself');
        $this->rest('POST', '/status', ['orders' => [$this->report($waiting->get_id()), $this->report($booked->get_id(), 1, 'attention')]]);
        self::assertCount(1, $this->mails, 'a minute without trouble is not over yet');
        $this->minute();
        $this->pass(11 * MINUTE_IN_SECONDS);
        $this->minute();
        $this->minute();
        self::assertCount(2, $this->mails);
        foreach (['is over, and nothing was lost', '1 order was booked since it began.', '1 order needs your attention.'] as $piece) {
            self::assertStringContainsString($piece, $this->mails[1]['message']);
        }
        self::assertStringNotContainsString('still wait', $this->mails[1]['message']);
    }

    public function test_a_service_that_comes_and_goes_is_one_episode(): void
    {
        $this->begun();
        for ($round = 0; $round < 3; $round++) {
            $this->told(['away_since' => 0]);
            $this->watch();
            $this->pass(8 * MINUTE_IN_SECONDS);
            $this->watch();
            $this->told(['away_since' => time()]); // too short for the banner, but it is no calm either
            $this->watch();
            $this->pass(9 * MINUTE_IN_SECONDS);
            $this->watch();
        }
        self::assertCount(1, $this->mails);
        $this->pass(20 * MINUTE_IN_SECONDS);
        $this->watch();
        self::assertCount(1, $this->mails, 'the same episode is not mailed again');
    }

    public function test_over_says_what_still_waits(): void
    {
        $this->begun();
        $order = $this->order();
        $this->endRequest();
        $this->rest('POST', '/status', ['orders' => [$this->report($this->order()->get_id(), 1, 'waiting')]]);
        $this->endRequest();
        $this->told(['away_since' => 0]);
        $this->watch();
        $this->pass(11 * MINUTE_IN_SECONDS);
        $this->told(['away_since' => 0, 'reached_at' => time()]);
        $this->watch();
        self::assertCount(2, $this->mails);
        self::assertMatchesRegularExpression('/2 orders still wait in the shop.* 1 order waits to be booked\./', $this->mails[1]['message']);
        self::assertTrue($this->plugin()->rows->find($order->get_id())->unsent());
    }

    public function test_an_end_that_is_none_is_not_said(): void
    {
        $this->begun();
        $this->plugin()->connection->forget();
        $this->watch();
        $this->pass(HOUR_IN_SECONDS);
        $this->watch();
        self::assertCount(1, $this->mails, 'unpaired: nothing goes on');
        self::assertFalse(get_option(Alarm::OPTION));
    }

    public function test_what_has_lasted_already_is_mailed_at_once_without_cron_and_so_is_its_end(): void
    {
        $problem = ['code' => 'shop_silent', 'what' => ['en' => 'The service has heard nothing.'], 'do' => ['en' => 'Check WP-Cron.']];
        $this->rest('POST', '/status', ['orders' => [], 'connection' => $problem]);
        self::assertCount(1, $this->mails);
        self::assertStringContainsString('The service has heard nothing. Check WP-Cron.', $this->mails[0]['message']);
        $this->rest('POST', '/status', ['orders' => [], 'connection' => null]);
        $this->pass(11 * MINUTE_IN_SECONDS);
        $this->told(['reached_at' => time()]);
        $this->rest('POST', '/status', ['orders' => []]);
        self::assertCount(2, $this->mails);
    }

    public function test_an_admin_page_mails_where_nothing_else_runs(): void
    {
        set_current_screen('dashboard');
        $this->pass(5 * HOUR_IN_SECONDS);
        $this->look();
        $this->pass(11 * MINUTE_IN_SECONDS);
        $this->actAs('subscriber');
        $this->look();
        self::assertSame([], $this->mails);
        wp_set_current_user(1);
        $notice = $this->look();
        self::assertStringContainsString('has not spoken to the service for', $notice);
        self::assertCount(1, $this->mails);
    }

    // --- the sign of life ---

    public function test_the_service_hears_the_shop_every_hour_also_where_nothing_is_sold(): void
    {
        $this->minute();
        self::assertSame([], $this->seen('/v1/desk'));
        $this->pass(HOUR_IN_SECONDS);
        $this->minute();
        $this->minute();
        self::assertSame(['alive'], array_map(static fn (array $one): string => $one['body']['call'], $this->seen('/v1/desk')));
        self::assertSame('', $this->plugin()->alarm->text());
    }

    public function test_a_service_that_died_is_noticed_without_any_order_and_so_is_its_return(): void
    {
        $this->pass(HOUR_IN_SECONDS);
        $this->say('/v1/desk', 503, 'away');
        $this->minute();
        self::assertTrue($this->plugin()->health->away());
        $this->minute();
        self::assertCount(1, $this->seen('/v1/desk'), 'it rests');
        $this->pass(20 * MINUTE_IN_SECONDS);
        self::assertStringContainsString('has not answered for', $this->plugin()->alarm->text());
        $this->minute();
        self::assertFalse($this->plugin()->health->away());
        self::assertSame('', $this->plugin()->alarm->text());
    }

    public function test_an_older_service_that_does_not_know_the_question_is_there(): void
    {
        $this->pass(2 * HOUR_IN_SECONDS);
        $this->say('/v1/desk', 422, ['error' => ['code' => 'call_unknown', 'message' => 'x', 'field' => 'call', 'do' => '']]);
        $this->minute();
        self::assertFalse($this->plugin()->health->away());
        self::assertSame('', $this->plugin()->alarm->text());
    }

    public function test_a_worker_that_stands_still_and_news_that_do_not_come_are_said_until_they_are_over(): void
    {
        $this->pass(HOUR_IN_SECONDS);
        $this->say('/v1/desk', 200, ['result' => ['still_since' => gmdate('c', time() - 3 * HOUR_IN_SECONDS), 'unheard_since' => null, 'untold' => 0]]);
        $this->minute();
        self::assertStringContainsString('has booked nothing for 3 hours', $this->plugin()->alarm->text());
        $this->pass(6 * MINUTE_IN_SECONDS);
        $this->say('/v1/desk', 200, ['result' => ['still_since' => null, 'unheard_since' => gmdate('c', time() - 2 * HOUR_IN_SECONDS), 'untold' => 3]]);
        $this->minute();
        self::assertStringContainsString('They are booked; check that its REST API can be reached', $this->plugin()->alarm->text());
        $this->pass(6 * MINUTE_IN_SECONDS);
        $this->minute();
        self::assertSame('', $this->plugin()->alarm->text());
    }

    public function test_an_order_that_is_refused_for_hours_is_not_blamed_on_cron(): void
    {
        $order = $this->order();
        $this->endRequest();
        $this->say('/v1/messages', 422, ['error' => ['code' => 'missing', 'message' => 'The total is missing.', 'field' => 'order.total', 'do' => '']], 0, 9);
        $this->plugin()->outbox->drain();
        $this->pass(3 * HOUR_IN_SECONDS, false);
        $this->told(['reached_at' => time()]);
        self::assertSame('', $this->plugin()->alarm->text());
        $this->pass(2 * HOUR_IN_SECONDS, false);
        $this->told(['reached_at' => time()]);
        self::assertStringContainsString((string) $order->get_id() . ' has not been taken by the service for 5 hours', $this->plugin()->alarm->text());
        self::assertStringContainsString('(The total is missing.)', $this->plugin()->alarm->text());
        add_filter('ledgerbridge_silence_hours', $longer = static fn (): int => 6);
        self::assertSame('', $this->plugin()->alarm->text());
        remove_filter('ledgerbridge_silence_hours', $longer);
    }

    // --- helpers ---

    /** A trouble that has lasted, and was mailed. */
    private function begun(): void
    {
        $this->told(['away_since' => time() - HOUR_IN_SECONDS, 'away_why' => 'no answer', 'away_until' => time() + DAY_IN_SECONDS]);
        $this->watch();
        $this->pass(11 * MINUTE_IN_SECONDS);
        $this->watch();
        self::assertCount(1, $this->mails);
    }

    /** What Action Scheduler does every minute. */
    private function minute(): void
    {
        do_action(\Ledgerbridge\Service\Schedule::EVERY_MINUTE);
    }

    private function down(bool $is): void
    {
        remove_all_filters('pre_http_request');
        $is && add_filter('pre_http_request', static fn () => new \WP_Error('down', 'Connection refused'));
    }

    private function watch(): void
    {
        $this->plugin()->alarm->watch();
    }

    private function look(): string
    {
        return $this->printed(static fn () => do_action('admin_notices'));
    }

    /** @param array<string, int|string> $facts */
    private function told(array $facts): void
    {
        update_option('ledgerbridge_health', $facts + $this->plugin()->health->all(), false);
    }

    /** Time passes: everything that was written down lies so much further back. */
    private function pass(int $seconds, bool $due = true): void
    {
        global $wpdb;
        $back = static fn ($at) => is_int($at) && $at > 1000000000 ? $at - $seconds : $at;
        foreach (['ledgerbridge_health', Alarm::OPTION] as $name) {
            $stored = get_option($name);
            is_array($stored) && update_option($name, array_map($back, $stored), false);
        }
        update_option(Alarm::OPTION . '_looked', $back((int) get_option(Alarm::OPTION . '_looked')), false);
        $pairing = (array) get_option('ledgerbridge_pairing');
        update_option('ledgerbridge_pairing', ['paired_at' => $back($pairing['paired_at'] ?? 0)] + $pairing, false);
        $wpdb->query($wpdb->prepare('UPDATE %i SET changed_at = changed_at - %d, reported_at = reported_at - %d, due_at = due_at - %d', Rows::table(), $seconds, $seconds, $due ? $seconds : 0));
    }
}
